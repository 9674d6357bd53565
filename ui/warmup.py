"""Makes reruns cheap: what a first page would import is there, and apart from the garbage collector."""

import gc
from importlib import import_module

import PIL.Image

from ui.overview_data import rehearse

_MODULES = (
    "docx",
    "openpyxl",
    "plotly.graph_objects",
    "plotly.tools",
    "pyarrow.pandas_compat",
    "rapidfuzz",
    "streamlit.material_icon_names",
    "ui.accounts_actions",
    "ui.accounts_create",
    "ui.accounts_list",
    "ui.accounts_reviewers",
    "ui.accounts_roster",
    "ui.accounts_slips",
    "ui.assignment_form",
    "ui.assignment_hand",
    "ui.assignment_proposal",
    "ui.backup_state",
    "ui.case_dossier",
    "ui.case_form",
    "ui.case_history",
    "ui.conflicts_lists",
    "ui.conflicts_queue",
    "services.export.results",
    "ui.exporting",
    "ui.fairness_cards",
    "ui.lists_confirm",
    "ui.lists_objections",
    "ui.lists_standing",
    "ui.lists_table",
    "ui.lists_versions",
    "ui.overview_cards",
    "ui.overview_lists",
    "ui.reviewers_form",
    "ui.reviewers_import",
    "ui.reviewers_list",
    "ui.scores_fix",
    "ui.scores_panel",
    "ui.scores_table",
    "ui.scoring_case",
    "ui.scoring_queue",
    "ui.selection_cases",
    "ui.selection_run",
    "ui.settings_form",
    "ui.settings_tables",
    "ui.signin",
    "ui.submission_batch",
    "ui.submission_problems",
    "ui.submission_table",
    "ui.votes_charts",
    "ui.votes_figures",
    "ui.votes_import",
    "ui.votes_list",
    "ui.wording",
)


def warm_up() -> None:
    """Import what the pages use and freeze it.

    Streamlit collects garbage after every run and every look of a fragment;
    what is imported later than this is walked each time, for as long as the
    server lives.
    """
    for module in _MODULES:
        import_module(module)
    PIL.Image.init()
    rehearse()
    gc.collect()
    gc.freeze()
