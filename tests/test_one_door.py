"""One door per dangerous thing: each is done in one place, and nobody else does it.

Read from the source, so that the rule also holds for code no other test reaches. A door that is really needed
elsewhere is an entry here, with the reason in the commit that adds it.
"""

from __future__ import annotations

import ast

from tests.source_tree import calling, importing, modules, under


def test_only_filing_files() -> None:
    """A case number, the mark of a filed application, is made and written by one function."""
    assert calling("new_case_no") == {"bot/services/applications/filing.py"}
    writers = {
        module.path
        for module in modules()
        for called, call in module.calls()
        if called.endswith(".values") and any(keyword.arg == "case_no" for keyword in call.keywords)
    }
    assert writers == {"bot/services/applications/filing.py"}
    assert {path for path, target in _assigned_attributes() if target.endswith(".case_no")} == set()


def test_only_the_application_form_asks_to_file() -> None:
    assert calling("filing.file") == {"bot/actions/service_form.py"}


def test_each_number_has_one_maker() -> None:
    makers = {"bot/services/appointments/booking.py", "bot/services/work_orders/filing.py"}
    assert calling("new_matter_no") == makers
    assert calling("booking.book") == {"bot/services/tasks/book.py"}
    assert calling("file_order") == {"bot/services/tasks/complain.py"}


def test_only_the_queue_fills_the_outbox() -> None:
    """Once a key, in the transaction of the change itself."""
    assert calling("OutboxMessage") == {"bot/services/notices/queue.py"}


def test_only_record_writes_the_audit_log() -> None:
    """A row added elsewhere would break the chain, or would not be in it."""
    assert calling("AuditLog") == {"bot/services/audit/record.py"}
    assert calling("seal") == {"bot/services/audit/record.py", "bot/services/audit/verify.py"}


def test_only_crypto_encrypts() -> None:
    """Everybody else names a column `Encrypted`, or asks for a blind index; files go through their store."""
    staff = {"bot/services/staff/passwords.py", "bot/services/staff/totp.py"}  # argon2id, RFC 6238: no cipher
    assert importing("cryptography") == {"bot/db/crypto.py"} | staff
    assert calling("encrypt_file") == {"bot/services/uploads/store.py"}
    assert calling("decrypt_file") == {"bot/services/uploads/store.py"}
    doors = {"Encrypted", "blind_index", "blind_indexes", "encrypt_file", "decrypt_file", "is_newest"}
    doors |= {"index_of", "fleeting", "UNREADABLE"}  # what a column says of itself
    rotation = {"encrypt", "decrypt", "prefix"}  # written anew with another key
    assert _imported_from("bot.db.crypto") <= doors | rotation
    readers = {module.path for module in modules() for _, what in module.imports() if what in rotation}
    assert readers == {"bot/services/rotation/columns.py"}


def test_only_the_export_writes_training_data() -> None:
    """YAML with a reader behind it comes from two functions: Rasa's from the FAQ, the catalogue's from its own."""
    assert calling("yaml.dump") == {"bot/services/faq/export.py", "bot/services/yaml_text.py"}
    assert calling("yaml_text.dump") == {"bot/services/catalogue/export.py"}
    assert calling("rasa_yaml") == {"bot/services/faq/export.py"}


def test_only_a_signed_model_is_unpacked() -> None:
    """Loading a model is running what is in it."""
    assert calling("load_predict_graph_runner") == {"bot/assistant/processor.py"}
    assert calling("Agent.load") | calling("load_agent") | calling("extractall") == set()


def test_yaml_that_people_write_is_read_carefully() -> None:
    """Its own lexicons the product may load as they are; everything else goes through `yaml_text.parse`."""
    plain = {
        "bot/nlu/aspects.py",
        "bot/nlu/bundles.py",
        "bot/nlu/conditions.py",
        "bot/nlu/emergencies.py",
        "bot/nlu/names.py",
        "bot/nlu/shops.py",
        "bot/services/answers/conditions.py",
        "bot/evaluation/clauses.py",
        "bot/evaluation/questions.py",
        "bot/evaluation/script.py",
    }
    assert calling("yaml.safe_load") <= plain
    assert calling("yaml.load") == {"bot/services/yaml_text.py"}
    assert calling("yaml.unsafe_load") | calling("yaml.full_load") == set()


def test_what_comes_in_is_cleaned_once_and_before_rasa() -> None:
    """A second cleaning could turn `／` back into `/`, a missing one would let it pass."""
    assert calling("text.clean") == {"bot/assistant/assistant.py"}
    assert calling("handle_message") == {"bot/assistant/assistant.py"}
    assert "clean" not in _imported_from("bot.services.text")


def test_actions_hold_no_sql() -> None:
    for path in importing("sqlalchemy", "bot.db.models"):
        assert not path.startswith("bot/actions/"), f"{path}: a rule belongs into bot/services"


def test_doors_hold_no_rules() -> None:
    """A channel turns its wire format into messages and back; it reads no table."""
    for path in importing("bot.db.models", "bot.actions", "bot.nlu"):
        assert not path.startswith("bot/channels/") or path == "bot/channels/health.py", path


def test_rasa_is_extended_never_patched() -> None:
    """No attribute of anything that comes from Rasa is set (docs/adr/0003)."""
    patched = []
    for module in modules():
        foreign = {
            (name or imported).split(".")[0]
            for imported, name in module.imports()
            if imported.split(".")[0] in ("rasa", "rasa_sdk")
        }
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del):
                root = ast.unparse(node).split(".")[0]
                patched += [f"{module.path}: {ast.unparse(node)}"] if root in foreign else []
        for called, call in module.calls():
            if called in ("setattr", "delattr") and ast.unparse(call.args[0]).split(".")[0] in foreign:
                patched.append(f"{module.path}: {ast.unparse(call)}")
    assert patched == []


def test_nothing_is_fetched_at_run_time() -> None:
    """An HTTP client is for the evaluations, which talk to a server of ours, and for the systems the operator names."""
    clients = importing("httpx", "requests", "aiohttp", "urllib.request", "urllib3", "http.client")
    ports = {"bot/services/ports/http.py"}
    apps = {"bot/channels/tencent/api.py"}  # the messaging apps that the operator has set up
    assert clients <= {"bot/evaluation/dialogue.py", "bot/cli/evaluate.py"} | ports | apps


def test_only_commands_end_the_process() -> None:
    for module in under("bot/"):
        if not module.path.startswith(("bot/cli/", "bot/__main__.py")):
            ends = {called for called, _ in module.calls()} & {"sys.exit", "os._exit", "exit", "quit"}
            assert not ends, module.path


def _assigned_attributes() -> list[tuple[str, str]]:
    return [
        (module.path, ast.unparse(node))
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
    ]


def _imported_from(name: str) -> set[str]:
    return {what for module in modules() for imported, what in module.imports() if imported == name}
