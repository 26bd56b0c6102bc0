"""The list of all doors: methods, and who may come in."""

from enum import StrEnum


class Role(StrEnum):
    """Who may, at least; each may what those above it may."""

    PUBLIC = "public"
    READER = "reader"
    MEMBER = "member"
    MODERATOR = "moderator"
    EDITOR = "editor"
    ADMIN = "admin"


DOORS = {
    "account.data": ("GET", Role.MEMBER),
    "account.delete": ("POST", Role.MEMBER),
    "account.deletion": ("GET", Role.MEMBER),
    "account.name": ("POST", Role.MEMBER),
    "account.portrait": ("POST", Role.MEMBER),
    "account.show": ("GET", Role.MEMBER),
    "accounts.begin_ignoring": ("POST", Role.MEMBER),
    "accounts.end_ignoring": ("POST", Role.MEMBER),
    "accounts.mail": ("POST", Role.MEMBER),
    "accounts.unsubscribe": ("POST", Role.PUBLIC),
    "accounts.unsubscribing": ("GET", Role.PUBLIC),
    "articles.media": ("GET", Role.PUBLIC),
    "feeds.discussion": ("GET", Role.PUBLIC),
    "feeds.thread": ("GET", Role.PUBLIC),
    "comments.credit": ("POST", Role.READER),
    "comments.delete": ("POST", Role.READER),
    "comments.edit": ("POST", Role.READER),
    "comments.leave": ("GET", Role.PUBLIC),
    "comments.mark": ("POST", Role.READER),
    "comments.show_deletion": ("GET", Role.READER),
    "comments.show_edit": ("GET", Role.READER),
    "comments.stance": ("POST", Role.READER),
    "comments.withdraw": ("POST", Role.READER),
    "debate.comment": ("GET", Role.PUBLIC),
    "debate.earlier": ("GET", Role.PUBLIC),
    "debate.find": ("GET", Role.PUBLIC),
    "debate.news": ("GET", Role.PUBLIC),
    "debate.threads": ("GET", Role.PUBLIC),
    "discussion.compose": ("GET", Role.PUBLIC),
    "discussion.leave": ("GET", Role.PUBLIC),
    "discussion.leave_visit": ("GET", Role.PUBLIC),
    "discussion.post": ("POST", Role.READER),
    "discussion.visit": ("POST", Role.MEMBER),
    "entering.change_mail_address": ("POST", Role.READER),
    "entering.letter_sent": ("GET", Role.PUBLIC),
    "entering.sessions": ("GET POST", Role.MEMBER),
    "first_admin.become": ("GET POST", Role.READER),
    "flags.leave": ("GET", Role.PUBLIC),
    "flags.report_comment": ("POST", Role.READER),
    "flags.report_name": ("POST", Role.READER),
    "flags.reports": ("GET", Role.READER),
    "flags.show_comment": ("GET", Role.PUBLIC),
    "flags.show_name": ("GET", Role.PUBLIC),
    "flags.withdraw": ("POST", Role.READER),
    "live.state": ("GET", Role.PUBLIC),
    "live.stream": ("GET", Role.PUBLIC),
    "pages.article": ("GET", Role.PUBLIC),
    "pages.home": ("GET", Role.PUBLIC),
    "people.inbox": ("GET", Role.MEMBER),
    "people.profile": ("GET", Role.PUBLIC),
    "people.read_inbox": ("POST", Role.MEMBER),
    "polls.show": ("GET", Role.PUBLIC),
    "polls.leave": ("GET", Role.PUBLIC),
    "polls.token": ("GET", Role.PUBLIC),
    "polls.cast": ("POST", Role.READER),
    "polls.peek": ("POST", Role.READER),
    "polls.withdraw": ("POST", Role.READER),
    "security.change_email": ("GET POST", Role.MEMBER),
    "security.change_email_confirm": ("GET", Role.PUBLIC),
    "security.change_password": ("GET POST", Role.MEMBER),
    "security.confirm_email": ("GET POST", Role.READER),
    "security.forgot_password": ("GET POST", Role.READER),
    "security.login": ("GET POST", Role.READER),
    "security.logout": ("POST", Role.READER),
    "security.mf_recovery": ("GET POST", Role.READER),
    "security.mf_recovery_codes": ("GET POST", Role.MEMBER),
    "security.register": ("GET POST", Role.READER),
    "security.reset_password": ("GET POST", Role.READER),
    "security.send_confirmation": ("GET POST", Role.READER),
    "security.tf_select": ("GET POST", Role.READER),
    "security.two_factor_rescue": ("GET POST", Role.READER),
    "security.two_factor_setup": ("GET POST", Role.MEMBER),
    "security.two_factor_setup_validate": ("POST", Role.MEMBER),
    "security.two_factor_token_validation": ("GET POST", Role.READER),
    "security.verify": ("GET POST", Role.MEMBER),
    "security.wan_delete": ("GET POST", Role.MEMBER),
    "security.wan_register": ("GET POST", Role.MEMBER),
    "security.wan_register_response": ("POST", Role.MEMBER),
    "security.wan_signin": ("GET POST", Role.READER),
    "security.wan_signin_response": ("POST", Role.READER),
    "security.wan_verify": ("GET POST", Role.MEMBER),
    "security.wan_verify_response": ("POST", Role.MEMBER),
    "sitemap.robots": ("GET", Role.PUBLIC),
    "sitemap.sitemap": ("GET", Role.PUBLIC),
}
SIGNED_ADDRESSES = {
    "accounts.unsubscribe"  # mail programs press the button; the signed address is all that a letter can carry
}
MAKES_A_READER = {"polls.token"}  # what a form is signed with needs a session, and so a cookie
MAKES_A_SESSION = ("security.", "first_admin.")
"""Beginnings of endpoints whose pages are forms, which are signed too: nobody reads there."""
