"""Words of materials: the pieces of a case's set, how each stands, and why one belongs to a case."""

from services.intake.terms import DocumentKind
from services.terms import Term


class MaterialState(Term):
    """Where a received piece stands."""

    CURRENT = "current", "现用"
    SUPERSEDED = "superseded", "已被替换"
    SET_ASIDE = "set_aside", "不采用"


class Carrier(Term):
    """How a package came (二（二）材料报送: documents by e-mail, videos on a disc or a USB stick)."""

    UPLOAD = "upload", "电子件"
    DISC = "disc", "光盘"
    USB = "usb", "U 盘"


class Piece(Term):
    """What a case's set consists of (二（二）材料报送)."""

    FORM = "form", "推荐表 Word 版"
    PDF = "pdf", "推荐表 PDF 版"
    VIDEO = "video", "视频"
    PICTURES = "pictures", "图片"


class PieceState(Term):
    """How a piece stands: the machine's word, not the examiner's."""

    PRESENT = "present", "齐全"
    FLAWED = "flawed", "有问题"
    DISAGREEING = "disagreeing", "不一致"
    MISSING = "missing", "缺"


# What files that were chosen together are called as a package.
LOOSE_FILES = "{name} 等 {count} 份文件"

# What a disc is called in lists and in the log.
DISC_NAME = "{city} {carrier}（{day} 收到）"

# What a case has one of at a time: the newer takes the older one's place.
ONE_OF = frozenset({DocumentKind.FORM, DocumentKind.PDF, DocumentKind.VIDEO})
# What may belong to a case; a file that cannot be read is somebody's too.
OF_A_CASE = frozenset({*ONE_OF, DocumentKind.PICTURE, DocumentKind.ATTACHMENT, DocumentKind.UNKNOWN})
