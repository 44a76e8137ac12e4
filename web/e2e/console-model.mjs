// A simple model of the console: what the screen must show after each key and
// each answer. It knows the answers of the server that were let through, and
// nothing of the console's script.

const turnedAway = /Not taking new patients|New patients: only family of current patients/;

export class Model {
  drafts = new Map(); // reference → text typed into the note, not saved
  notes = new Map(); // reference → every note saved there
  outcomes = new Map(); // reference → the outcome chosen last
  made = new Map(); // reference → what the answer said of it
  theirs = new Map(); // reference → the outcome set last in the other tab

  constructor() {
    this.next();
  }

  next() {
    Object.assign(this, { box: "", caller: "en", waiting: false, pending: false, emergency: false, answer: null, list: [], given: [], active: 0, moved: false });
  }

  type(text) {
    this.box = text;
    this.emergency = false;
    if (/^\d{5}$/.test(text)) this.ask();
    else this.waiting = true; // for the typing to end
  }

  ask() {
    this.waiting = this.emergency = false;
    this.pending = this.box.trim().length >= 2;
    if (!this.pending) this.found(null);
  }

  // found takes the answer to the newest question; null: there is none.
  found(answer) {
    this.pending = false;
    this.answer = answer;
    this.list = [...(answer?.cards ?? []), ...(answer?.unknown ?? []), ...(answer?.beyond ?? [])];
    this.active = 0;
    this.moved = false;
    const sure = answer?.kind === "cards" && !answer.red_flag && answer.place !== "" && !(answer.places ?? []).length;
    this.given = sure ? answer.cards.filter((c) => !turnedAway.test(c.accepting)).slice(0, 3).map((c) => c.npi) : [];
    if (this.emergency && answer?.kind !== "case") this.given = [];
    if (answer?.kind !== "case") return;
    this.caller = answer.case.language;
    if (this.emergency) this.outcomes.set(answer.case.reference, "sent_to_911");
  }

  // choose takes an outcome chosen while the screen showed another: what the
  // other tab has set since the screen last looked is not written over, but by 911.
  choose(reference, shown, to) {
    const theirs = this.theirs.get(reference);
    this.outcomes.set(reference, theirs === undefined || theirs === shown || to === "sent_to_911" ? to : theirs);
    this.theirs.delete(reference);
  }

  // key takes a key that was pressed while a case, or none, was on the screen
  // with the outcome shown.
  key(name, reference, shown) {
    const digit = /^Alt\+Digit(\d)$/.exec(name);
    const n = this.list.length;
    if (digit) return this.toggle(this.list[digit[1] - 1]);
    switch (name) {
      case "ArrowDown": case "ArrowUp":
        if (n) [this.active, this.moved] = [(this.active + (name === "ArrowDown" ? 1 : n - 1)) % n, true];
        return;
      case "Enter":
        if (this.waiting || (!this.pending && !this.answer)) this.ask();
        else if (!this.pending && this.moved && !this.given.includes(this.list[this.active]?.npi)) this.toggle(this.list[this.active]);
        return;
      case "Escape": this.box = ""; return this.ask();
      case "Alt+KeyR": case "Alt+KeyA": return this.ask();
      case "Alt+KeyG": return this.toggle(this.list[this.active]);
      case "Alt+KeyL":
        if (this.answer?.kind !== "case") this.caller = this.caller === "en" ? "es" : "en";
        return;
      case "Alt+KeyC": case "Alt+KeyE":
        if (this.waiting) { // what is handed over is of what is typed
          this.ask();
          reference = "";
        }
        if (name === "Alt+KeyC") return;
        if (this.pending) this.emergency = true;
        else if (reference) this.choose(reference, shown, "sent_to_911");
        else this.given = [];
        return;
      case "Alt+KeyN": return this.next();
    }
  }

  toggle(card) {
    if (!card) return;
    const { npi } = card;
    if (this.given.includes(npi)) this.given = this.given.filter((g) => g !== npi);
    else if (this.given.length < 3) this.given.push(npi);
  }

  // cards are those given, in the order in which they were.
  cards() {
    return this.given.map((npi) => this.list.find((c) => c.npi === npi));
  }
}

// look runs in the page: what a person sees of it.
export function look() {
  const text = (e) => e?.textContent.replace(/\s+/g, " ").trim() ?? "";
  const one = (s) => document.querySelector(s);
  const select = [...document.querySelectorAll(".case select")];
  return {
    box: one("#box")?.value ?? "",
    caller: one("#caller")?.value,
    rows: [...document.querySelectorAll(".row")].map((r) => ({ npi: r.dataset.npi, given: r.classList.contains("given"), active: r.ariaSelected === "true" })),
    reference: /\w{3}-\w{3}/.exec(text(one("#case")))?.[0] ?? "",
    outcome: select[0]?.value ?? "",
    note: one("input[name=note]")?.value ?? "",
    fault: text(one(".case .fault")),
    saving: /Saving/.test(text(one(".case [aria-live]"))),
    status: text(one(".status")),
    alert: text(one("main > .fault")),
    ended: one("#again")?.open ?? false,
    script: { text: one(".script .read")?.textContent ?? "", lang: one(".script .read")?.lang ?? "" },
    unsaved: [...document.querySelectorAll("#unsaved .ref")].map(text),
    clipboard: window.desk.clipboard,
    copies: window.desk.copies,
    held: window.desk.held.map(({ id, path }) => ({ id, path })),
  };
}

// random returns a generator of numbers below n out of a seed.
export function random(seed) {
  return (n) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let x = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) % n;
  };
}
