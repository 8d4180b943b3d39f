import gzip

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import condition, require_safe

from zhicheng.base.regions import maps

ONE_WEEK_SECONDS = 7 * 24 * 3600


def tag_of(request: HttpRequest, name: str) -> str:
    """The ETag of a map in the form this browser gets: packed and plain bytes differ."""
    return f'"{find_map(name).tag}{"-gzip" if takes_gzip(request) else ""}"'


@require_safe
@condition(etag_func=tag_of)
def boundary(request: HttpRequest, name: str) -> HttpResponse:
    """Boundaries as GeoJSON: `/maps/cn-city.json`, `/maps/cn-province.json`, `/maps/440300.json` (its districts)."""
    packed, as_gzip = find_map(name).packed, takes_gzip(request)
    response = HttpResponse(packed if as_gzip else gzip.decompress(packed), content_type="application/geo+json")
    if as_gzip:
        response["Content-Encoding"] = "gzip"
    response["Cache-Control"] = f"public, max-age={ONE_WEEK_SECONDS}"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def find_map(name: str) -> maps.MapFile:
    try:
        return maps.map_file(name)
    except maps.NoSuchMap:
        raise Http404 from None


def takes_gzip(request: HttpRequest) -> bool:
    return "gzip" in request.headers.get("Accept-Encoding", "")
