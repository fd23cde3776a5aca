import pytest

from sandbox.state.files import Files, suffix_of


@pytest.mark.parametrize(
    ("filename", "suffix"),
    [
        ("a.pdf", ".pdf"),
        ("a.tar.GZ", ".GZ"),
        ("a", ""),
        ("a.", ""),
        ("../../etc/passwd", ""),
        ("a.文件", ""),
        ("a.x y", ""),
    ],
)
def test_only_a_plain_suffix_becomes_part_of_a_path(filename: str, suffix: str) -> None:
    assert suffix_of(filename) == suffix


def test_a_document_is_found_by_its_path_whatever_it_is_called() -> None:
    files = Files()
    file = files.add_document(b"x", "../../etc/passwd", None)
    assert file.path == "documents/file_0"
    assert files.by_path[file.path] is file
