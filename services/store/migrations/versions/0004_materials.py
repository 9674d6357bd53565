"""Packages, the materials in them, and the text of PDFs."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_KINDS = "'summary', 'form', 'pdf', 'picture', 'attachment', 'video', 'archive', 'unknown'"
_REASONS = (
    "'both_names', 'enterprise', 'case_name', 'look_alike', 'file_name', "
    "'same_folder', 'counterpart', 'by_hand'"
)
_ONE_OF_CASE = "state = 'current' AND case_id IS NOT NULL AND kind IN ('form', 'pdf', 'video')"


def upgrade() -> None:
    op.create_table(
        "package",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=True),
        sa.Column("carrier", sa.String(32), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_sha256", sa.String(), nullable=True),
        sa.Column("sender", sa.Text(), nullable=True),
        sa.Column("arrived_on", sa.Date(), nullable=True),
        sa.Column("folder", sa.Text(), nullable=True),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_by", sa.String(), nullable=False),
        sa.CheckConstraint("carrier IN ('upload', 'disc', 'usb')", name=op.f("ck_package_carrier_known")),
        sa.CheckConstraint(
            "carrier = 'upload' OR arrived_on IS NOT NULL", name=op.f("ck_package_disc_has_arrived")
        ),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_package_city_id_city")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_package_edition_id_edition")),
        sa.ForeignKeyConstraint(
            ["file_sha256"], ["storedfile.sha256"], name=op.f("fk_package_file_sha256_storedfile")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_package")),
    )
    op.create_index(op.f("ix_package_edition_id"), "package", ["edition_id"])
    op.create_index("ix_package_edition_file", "package", ["edition_id", "file_sha256"])
    _materials()
    op.create_table(
        "materialtext",
        sa.Column("material_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["material_id"], ["material.id"], name=op.f("fk_materialtext_material_id_material")
        ),
        sa.PrimaryKeyConstraint("material_id", name=op.f("pk_materialtext")),
    )


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead")


def _materials() -> None:
    op.create_table(
        "material",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("package_id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("file_sha256", sa.String(), nullable=True),
        sa.Column("path", sa.Text(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(32), nullable=True),
        sa.Column("matched_by", sa.String(), nullable=True),
        sa.Column("set_aside_reason", sa.Text(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_by", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"kind IN ({_KINDS})", name=op.f("ck_material_kind_known")),
        sa.CheckConstraint(
            "state IN ('current', 'superseded', 'set_aside')", name=op.f("ck_material_state_known")
        ),
        sa.CheckConstraint(f"reason IN ({_REASONS})", name=op.f("ck_material_reason_known")),
        sa.CheckConstraint(
            "(case_id IS NULL) = (reason IS NULL)", name=op.f("ck_material_matched_for_a_reason")
        ),
        sa.CheckConstraint(
            "(file_sha256 IS NULL) <> (path IS NULL)", name=op.f("ck_material_kept_or_on_disc")
        ),
        sa.CheckConstraint(
            "(state = 'set_aside') = (set_aside_reason IS NOT NULL)",
            name=op.f("ck_material_set_aside_has_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["recommended_case.id"], name=op.f("fk_material_case_id_recommended_case")
        ),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_material_city_id_city")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_material_edition_id_edition")),
        sa.ForeignKeyConstraint(
            ["file_sha256"], ["storedfile.sha256"], name=op.f("fk_material_file_sha256_storedfile")
        ),
        sa.ForeignKeyConstraint(["package_id"], ["package.id"], name=op.f("fk_material_package_id_package")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_material")),
    )
    for column in ("package_id", "case_id", "file_sha256"):
        op.create_index(op.f(f"ix_material_{column}"), "material", [column])
    op.create_index("ix_material_edition_state", "material", ["edition_id", "state"])
    op.create_index(
        "uq_material_one_of_case",
        "material",
        ["case_id", "kind"],
        unique=True,
        sqlite_where=sa.text(_ONE_OF_CASE),
        postgresql_where=sa.text(_ONE_OF_CASE),
    )
