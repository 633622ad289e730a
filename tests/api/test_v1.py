"""The API, over HTTP."""


def test_projects_are_found_with_the_filters_of_the_site(client, harvest_rows) -> None:
    harvest_rows()
    answer = client.get("/api/v1/projects", {"theme": "AGR"}).json()
    assert answer["total"] == 1
    assert answer["results"][0]["title"] == "Le Jardin partagé"
    assert answer["results"][0]["places"][0]["commune"] == "44109"


def test_values_of_a_facet_widen_and_facets_narrow(client, harvest_rows) -> None:
    harvest_rows()
    url = "/api/v1/projects"
    assert client.get(url, {"theme": ["AGR", "EMP"]}).json()["total"] == 2
    assert client.get(url, {"theme": ["AGR", "EMP"], "region": "53"}).json()["total"] == 1


def test_each_facet_is_counted_without_its_own_filter(client, harvest_rows) -> None:
    harvest_rows()
    counts = client.get("/api/v1/facets", {"theme": "AGR"}).json()
    themes = {value["value"]: value["count"] for value in counts["theme"]}
    regions = {value["value"]: value["count"] for value in counts["region"]}
    assert themes["EMP"] == 1
    assert regions == {"52": 1}


def test_a_territory_of_any_level_and_a_circle_narrow(client, harvest_rows) -> None:
    harvest_rows()
    url = "/api/v1/projects"
    for ref in ("commune:44109", "epci:244400404", "departement:44", "region:52"):
        assert client.get(url, {"territory": ref}).json()["total"] == 1
    assert client.get(url, {"near": "47.2,-1.5", "radius": "30"}).json()["total"] == 1
    assert client.get(url, {"bbox": "-3,47,-1,49"}).json()["total"] == 2


def test_a_filter_that_cannot_be_read_is_a_problem_with_its_reason(client, harvest_rows) -> None:
    harvest_rows()
    answer = client.get("/api/v1/projects", {"bbox": "here"})
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert "west,south,east,north" in answer.json()["detail"]


def test_one_project_tells_where_its_values_come_from(client, harvest_rows) -> None:
    harvest_rows()
    id_ = client.get("/api/v1/projects", {"q": "garage"}).json()["results"][0]["id"]
    one = client.get(f"/api/v1/projects/{id_}").json()
    assert one["origins"][0]["record"] == "2"
    assert "title" in one["origins"][0]["fields"]


def test_an_unknown_project_is_404_and_a_withdrawn_one_410(client, harvest_rows) -> None:
    harvest_rows()
    url = "/api/v1/projects"
    id_ = client.get(url, {"q": "soleil"}).json()["results"][0]["id"]
    harvest_rows(["1;a;b;jardin;2020;44000 Nantes", "2;c;d;emploi;2021;35000 Rennes"])
    assert client.get(f"{url}/nothing").status_code == 404
    assert client.get(f"{url}/{id_}").status_code == 410


def test_a_search_is_geojson_too(client, harvest_rows) -> None:
    harvest_rows()
    answer = client.get("/api/v1/projects.geojson")
    assert answer["Content-Type"] == "application/geo+json"
    assert len(answer.json()["features"]) == 3


def test_sources_and_territories_are_listed(client, harvest_rows) -> None:
    harvest_rows()
    assert client.get("/api/v1/sources").json()[0]["projects"] == 3
    assert client.get("/api/v1/territories", {"q": "nantes"}).json()[0]["ref"] == "commune:44109"


def test_without_an_index_the_api_says_that_search_is_resting(client, site) -> None:
    answer = client.get("/api/v1/projects")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "60"


def test_openapi_describes_every_filter(client, db) -> None:
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    names = {p["name"] for p in paths["/api/v1/projects"]["get"]["parameters"]}
    assert {"q", "theme", "territory", "near", "bbox", "sort", "page"} <= names


def test_words_are_words_unless_the_api_is_asked_to_read_them(client, harvest_rows) -> None:
    harvest_rows()
    url = "/api/v1/projects"
    plain = client.get(url, {"q": "garage Nantes"}).json()
    assert plain["relaxed"] == "some-words"
    assert plain["understood"] == {
        "words": "garage Nantes",
        "corrected": "",
        "territories": [],
        "near": "",
        "radius": None,
        "widened": [],
    }
    free = client.get(url, {"q": "jardin Nantes", "read": "free"}).json()
    assert free["total"] == 1
    assert free["understood"]["words"] == "jardin"
    assert free["understood"]["territories"] == ["commune:44109"]
    wide = client.get(url, {"q": "garage Nantes", "read": "free"}).json()
    assert (wide["total"], wide["understood"]["widened"]) == (1, ["anywhere"])
    assert client.get(url, {"q": "garrage", "read": "exact"}).json()["total"] == 0
    assert client.get(url, {"q": "garage", "read": "often"}).status_code == 422
