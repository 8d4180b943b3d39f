from uuid import UUID

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from zhicheng.base.accounts.access import PersonRequest, signed_in
from zhicheng.base.documents import actions
from zhicheng.base.documents.models import Document


@require_safe
@signed_in
def download(request: PersonRequest, pk: UUID) -> FileResponse:
    """The content as an attachment, streamed; never shown inside the page."""
    document = get_object_or_404(Document, pk=pk)
    content = actions.open_for(document=document, by=request.user)
    response = FileResponse(content, as_attachment=True, filename=document.name, content_type=document.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
