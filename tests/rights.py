"""Who may do what, written out by hand: a page, action or export that is not in here fails a test.

The program has its own table (``services/edition/rules.py``). This one is what
people agreed on, so that a slip in that one is noticed.
"""

from services.terms import Role

ADMIN, COMMITTEE, LEADERSHIP, REVIEWER = Role.ADMIN, Role.COMMITTEE, Role.LEADERSHIP, Role.REVIEWER
EVERYBODY = frozenset(Role)

# A page by its file.
PAGES = {
    "overview": {COMMITTEE, LEADERSHIP},
    "stage": {COMMITTEE},
    "intake": {COMMITTEE},
    "submission": {COMMITTEE},
    "materials": {COMMITTEE},
    "cases": {COMMITTEE},
    "case": {COMMITTEE},
    "lookalikes": {COMMITTEE},
    "eligibility": {COMMITTEE},
    "exports": {COMMITTEE},
    "scoring": {REVIEWER},
    "rounds": {COMMITTEE},
    "deliberation": {COMMITTEE},
    "accounts": {ADMIN},
    "enrol": {ADMIN},
    "settings": {COMMITTEE, ADMIN},
    "log": {COMMITTEE, ADMIN},
    "backup": {ADMIN},
    "profile": EVERYBODY,
}

# An action by its module and function.
ACTIONS = {
    "accounts.create": {ADMIN},
    "accounts.enrol": {ADMIN},
    "accounts.reissue": {ADMIN},
    "accounts.set_disabled": {ADMIN},
    "accounts.change_role": {ADMIN},
    "accounts.reset_password": {ADMIN},
    "accounts.sign_out_everywhere": {ADMIN},
    "backup.back_up": {ADMIN},
    "cases.edit": {COMMITTEE},
    "cases.withdraw": {COMMITTEE},
    "cases.restore": {COMMITTEE},
    "cases.decide_enterprise": {COMMITTEE},
    "edition.load": {ADMIN},
    "edition.switch": {ADMIN},
    "edition.move_stage": {COMMITTEE},
    "edition.change_setting": {ADMIN},
    "edition.change_quota": {ADMIN},
    "edition.change_deadline": {ADMIN},
    "edition.register_park": {ADMIN},
    "edition.switch_check": {ADMIN},
    "eligibility.take_next": {COMMITTEE},
    "eligibility.take": {COMMITTEE},
    "eligibility.let_go": {COMMITTEE},
    "eligibility.save_answers": {COMMITTEE},
    "eligibility.pass_case": {COMMITTEE},
    "eligibility.return_case": {COMMITTEE},
    "eligibility.register_answer": {COMMITTEE},
    "eligibility.propose_refusal": {COMMITTEE},
    "eligibility.agree_refusal": {COMMITTEE},
    "eligibility.disagree_refusal": {COMMITTEE},
    "eligibility.reopen": {COMMITTEE},
    "review.rubric.change": {ADMIN},
    "export.export": {COMMITTEE},
    "export.export_original": {COMMITTEE},
    "export.export_material": {COMMITTEE},
    "intake.receive": {COMMITTEE},
    "intake.choose_city": {COMMITTEE},
    "intake.correct": {COMMITTEE},
    "intake.answer_park": {COMMITTEE},
    "intake.answer_finding": {COMMITTEE},
    "intake.answer_match": {COMMITTEE},
    "intake.set_aside": {COMMITTEE},
    "intake.take_back": {COMMITTEE},
    "intake.discard": {COMMITTEE},
    "intake.apply": {COMMITTEE},
    "materials.receive": {COMMITTEE},
    "materials.register_disc": {COMMITTEE},
    "materials.add_pieces": {COMMITTEE},
    "materials.match_waiting": {COMMITTEE},
    "materials.assign": {COMMITTEE},
    "materials.set_aside": {COMMITTEE},
    "materials.take_back": {COMMITTEE},
    "review.rounds.plan": {COMMITTEE},
    "review.rounds.change_due": {COMMITTEE},
    "review.rounds.open_round": {COMMITTEE},
    "review.rounds.close_round": {COMMITTEE},
    "review.rounds.reopen_round": {COMMITTEE},
    "review.sheets.save": {REVIEWER},
    "review.sheets.submit": {REVIEWER},
    "review.sheets.reopen": {REVIEWER},
    "review.sheets.send_back": {COMMITTEE},
    "review.deliberation.open_deliberation": {COMMITTEE},
    "review.deliberation.add_note": {COMMITTEE},
    "review.deliberation.add_reviewer": {COMMITTEE},
    "review.deliberation.settle": {COMMITTEE},
    "review.deliberation.reopen": {COMMITTEE},
}

# What an actor does to the own account needs no role, and what the program does by itself has no actor.
OWN = {"accounts.change_password", "accounts.sign_out", "edition.load_first", "audit.record"}

# An export by its kind; those that hold phones and contacts are for the committee alone.
EXPORTS = {
    "summary-table": {COMMITTEE},
    "cases-internal": {COMMITTEE},
    "cases-public": {COMMITTEE},
    "letters": {COMMITTEE},
    "templates": {COMMITTEE},
    "log": {COMMITTEE, ADMIN},
}
