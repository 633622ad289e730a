// Tells the site that one goes on to the page of a source, beside the link that leads there. Whoever
// asks not to be followed is not; the server looks at that too.
const silent = navigator.globalPrivacyControl || navigator.doNotTrack === "1";

export const countLeaving = () => {
  const told = ({ target, button }) => {
    const link = button < 2 && target.closest?.("a[data-left]");
    if (link && !silent) navigator.sendBeacon(link.dataset.left);
  };
  document.addEventListener("click", told);
  document.addEventListener("auxclick", told);
};
