"""Pictures of one's own go into a deck as they look, and with nothing beside the pixels."""

from base64 import b64decode, b64encode
from io import BytesIO
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo

from bugcase.deck.outputs import cell_html

MAKER = "camera of Ada, 38.7 N 9.1 W"


def photograph(kind: str) -> bytes:
    """Take a picture, wider than high, lying on its side, with notes of the camera."""
    image = Image.new("RGB", (40, 20), "white")
    image.paste("red", (0, 0, 10, 10))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Make] = MAKER
    notes = PngInfo()
    notes.add_text("Author", MAKER)
    file = BytesIO()
    image.save(file, kind, exif=exif, **({"pnginfo": notes} if kind == "PNG" else {"quality": 95}))
    return file.getvalue()


def shown(html: str) -> Image.Image:
    (image,) = BeautifulSoup(html, "html.parser").select("img")
    content = b64decode(str(image["src"]).partition("base64,")[2])
    assert MAKER.encode() not in content
    return Image.open(BytesIO(content))


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("way", ["output", "attachment", "beside the notebook"])
def test_a_picture_keeps_its_pixels_upright_and_loses_the_cameras_notes(
    kind: str, way: str, tmp_path: Path
) -> None:
    content, mimetype = photograph(kind), f"image/{kind.lower()}"
    coded = b64encode(content).decode("ascii")
    (tmp_path / "photo").with_suffix(f".{kind.lower()}").write_bytes(content)
    cell = {
        "output": new_code_cell(outputs=[new_output("display_data", data={mimetype: coded})]),
        "attachment": new_markdown_cell(
            "![a desk](attachment:photo)", attachments={"photo": {mimetype: coded}}
        ),
        "beside the notebook": new_markdown_cell(f"![a desk](photo.{kind.lower()})"),
    }[way]
    picture = shown(cell_html(cell, folder=str(tmp_path)))
    assert picture.size == (20, 40)
    red, green, blue = picture.convert("RGB").getpixel((17, 2))  # type: ignore[misc]  # of three
    assert red > 200
    assert max(green, blue) < 100


def test_a_picture_without_notes_is_taken_as_it_is() -> None:
    file = BytesIO()
    Image.new("RGB", (4, 4), "white").save(file, "PNG")
    coded = b64encode(file.getvalue()).decode("ascii")
    cell = new_code_cell(outputs=[new_output("display_data", data={"image/png": coded})])
    assert coded in cell_html(cell, folder="")


def test_what_is_no_picture_is_left_to_the_browser() -> None:
    cell = new_code_cell(outputs=[new_output("display_data", data={"image/png": "bm90IG9uZQ=="})])
    assert "bm90IG9uZQ==" in cell_html(cell, folder="")
