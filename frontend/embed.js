// <carrefour-recherche src="https://…/projets/?theme=EMP">: a search of Carrefour on another site, in a
// sandboxed frame that is as high as what it holds. One file, which asks for nothing else.

const SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox";
const LOOK = ["vue", "couleur", "hauteur"];
const HIGHEST = 20_000; // px

// The address of the page made for frames, from that of a search, its map or a sheet.
function framed(address) {
  const url = new URL(address, location.href);
  const sheet = url.pathname.match(/^(.*\/)(fiches|sheets)\/.*-([a-z0-9]+)\/$/);
  if (sheet) url.pathname = `${sheet[1]}${sheet[2] === "fiches" ? "integrer/fiche" : "embed/sheet"}/${sheet[3]}/`;
  else if (!/\/(integrer|embed)\//.test(url.pathname)) {
    url.pathname = url.pathname
      .replace(/\/projets\/.*$/, "/integrer/projets/")
      .replace(/\/projects\/.*$/, "/embed/projects/");
  }
  return url;
}

class Search extends HTMLElement {
  static observedAttributes = ["src", "title", ...LOOK];

  connectedCallback() {
    this.frame = document.createElement("iframe");
    this.frame.setAttribute("sandbox", SANDBOX);
    this.frame.loading = "lazy";
    this.frame.width = "100%";
    this.frame.height = this.getAttribute("hauteur") ?? "600";
    this.frame.style.cssText = "display:block;border:0;width:100%";
    this.listen = (event) => this.heard(event);
    addEventListener("message", this.listen);
    this.show();
    this.replaceChildren(this.frame);
  }

  disconnectedCallback() {
    removeEventListener("message", this.listen);
  }

  attributeChangedCallback() {
    if (this.frame) this.show();
  }

  show() {
    const url = framed(this.getAttribute("src") ?? "");
    if (!/^https?:$/.test(url.protocol)) return;
    for (const name of LOOK) if (this.hasAttribute(name)) url.searchParams.set(name, this.getAttribute(name));
    this.frame.title = this.getAttribute("title") || "Carrefour";
    if (this.frame.src !== url.href) this.frame.src = url.href;
  }

  // Only our own frame may say how high it is; being sandboxed, its origin is "null".
  heard({ source, origin, data }) {
    if (source !== this.frame.contentWindow || origin !== "null") return;
    const height = data?.carrefour === "height" ? Number(data.height) : NaN;
    if (height > 0 && height <= HIGHEST) this.frame.height = String(Math.ceil(height));
  }
}

customElements.get("carrefour-recherche") ?? customElements.define("carrefour-recherche", Search);
