"""What a person reads on a page run by AppTest."""


def words(app):
    """Everything a person reads on the page, in one string."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "info", "warning", "error", "success")
    return "\n".join(str(element.value) for kind in kinds for element in app.get(kind))


def button(app, label):
    """The first button that says this."""
    found = [b for b in app.button if b.label == label]
    assert found, f"没有“{label}”按钮，有：{[b.label for b in app.button]}"
    return found[0]
