"""The steps people take here, each as they take it: by labels, buttons and links."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.live import ROOT
from tests.browser.visitor import Visitor

SAMPLE = ROOT / "assessments" / "samples" / "rainforest-guesthouse"
BOX = ROOT / "tests" / "energyplus_runs" / "models" / "box.idf"
RUN_MS = 600_000
TAKE_OFF, DECLARED = SAMPLE / "take_off.csv", SAMPLE / "declared.yaml"


def slow_model(folder: Path, steps_per_hour: int = 60) -> Path:
    """The small model in short steps: a run long enough to be looked at, or stopped."""
    text = BOX.read_text()
    assert "Timestep,4;" in text
    path = folder / f"slow-{steps_per_hour}.idf"
    path.write_text(text.replace("Timestep,4;", f"Timestep,{steps_per_hour};"))
    return path


def sign_in(visitor: Visitor, email: str) -> None:
    visitor.go("account_login")
    visitor.page.locator("input[name=login]").fill(email)
    visitor.page.locator("input[name=password]").fill(visitor.service.passwords[email])
    visitor.page.locator("input[name=password]").press("Enter")
    expect(visitor.page).to_have_url(
        visitor.service.address("assessments:projects", language=visitor.language)
    )


def create_project(visitor: Visitor, name: str) -> str:
    """A hotel of the sample's size in Baoting; gives the project's identifier."""
    visitor.go("assessments:projects")
    visitor.link("New project").first.click()
    visitor.field("Name").fill(name)
    visitor.field("Place").select_option("baoting")
    visitor.field("Construction starts in").fill("2027")
    visitor.field("Gross internal area (m²)").fill("2160")
    visitor.field("Typology").first.select_option("hotel")
    visitor.field("Area (m² GIA)").first.fill("2160")
    visitor.page.locator("summary", has_text=visitor.word("Other areas, if known")).click()
    visitor.field("Footprint (m²)").fill("759.4")
    visitor.field("Roof area (m²)").fill("988")
    visitor.button("Register the project").click()
    expect(visitor.page.get_by_role("heading", level=1, name=name)).to_be_visible()
    return visitor.key_in_address()


def upload(visitor: Visitor, project: str, model: Path, *, label: str = "") -> str:
    """A design with all three files; gives its identifier once its page is there."""
    visitor.go("assessments:project", project)
    visitor.link("Add a design").first.click()
    visitor.page.locator("input[name=model]").set_input_files(model)
    visitor.page.locator("input[name=take_off]").set_input_files(TAKE_OFF)
    visitor.page.locator("input[name=declared]").set_input_files(DECLARED)
    visitor.page.locator("input[name=label]").fill(label)
    visitor.button("Send and check").click()
    expect(visitor.heading("What was read of the energy model")).to_be_visible()
    return visitor.key_in_address()


def assess(visitor: Visitor) -> str:
    """From a design's page; gives the assessment's identifier."""
    visitor.button("Assess").first.click()
    visitor.page.wait_for_url("**/assessments/**")
    return visitor.key_in_address()


def wait_for_scorecard(visitor: Visitor) -> None:
    expect(visitor.heading("Criteria").first).to_be_visible(timeout=RUN_MS)


def try_measures(visitor: Visitor, design: str) -> str:
    """One measure by its default; gives the study's identifier once it is ranked."""
    visitor.go("assessments:options", design)
    visitor.page.locator("input[name='roof-insulation']").check()
    visitor.button("Simulate the chosen measures").click()
    expect(visitor.heading("The options")).to_be_visible(timeout=RUN_MS)
    return visitor.key_in_address()


def unfold(visitor: Visitor, text: str) -> None:
    """Open every part so called that is folded."""
    for summary in visitor.page.locator("details:not([open]) > summary", has_text=visitor.word(text)).all():
        summary.click()


def cancel(visitor: Visitor) -> None:
    """From the progress page, through its question; ends on the page that says there is no score."""
    visitor.page.locator("summary", has_text=visitor.word("Cancel the assessment…")).click()
    visitor.button("Yes, cancel it").click()
    expect(visitor.heading("The assessment was cancelled")).to_be_visible(timeout=RUN_MS)


def submit(visitor: Visitor, note: str) -> None:
    """From a scorecard."""
    visitor.field("Note to the assessor").fill(note)
    visitor.button("Submit").click()


def take(visitor: Visitor, project_name: str) -> str:
    """From the assessors' queue; gives the submission's identifier."""
    visitor.go("assessments:review-queue")
    visitor.page.get_by_role("link", name=project_name, exact=True).click()
    visitor.button("Take this review").click()
    expect(visitor.button("Hand back")).to_be_visible()
    visitor.page.wait_for_load_state()
    return visitor.key_in_address()


def decide(visitor: Visitor, verdict: str, reason: str = "") -> None:
    """On the criterion that is open."""
    visitor.page.get_by_role("radio", name=visitor.word(verdict), exact=True).check()
    # By its key: beside it, each departure from the protocol asks for a reason of its own.
    visitor.page.locator("#id_reason").fill(reason)
    visitor.button("Record the decision").click()
    expect(visitor.page.get_by_text(visitor.word("The decision was recorded."))).to_be_visible()
    visitor.page.wait_for_load_state()  # what comes next in the list is all there


def decide_all(visitor: Visitor, queried: str, reason: str) -> int:
    """Query the criterion `queried` (its code), accept every other one; gives how many were decided."""
    listed = visitor.page.get_by_role("navigation", name=visitor.word("Criteria")).get_by_role("link")
    count = listed.count()
    for _ in range(count):
        code = visitor.page.locator("[aria-current=true]").inner_text()
        query = code.startswith(queried)
        decide(visitor, "Query" if query else "Accept", reason if query else "")
    return count


def back_test(visitor: Visitor) -> str:
    """The stored edition held against itself on what was handed in; gives the back-test's identifier once it is done."""
    visitor.go("backtest:start-edition")
    visitor.button("Start the back-test").click()
    expect(visitor.heading("Who changes")).to_be_visible(timeout=RUN_MS)
    return visitor.key_in_address()
