// Type-ahead on a text field, after the ARIA Authoring Practices: an editable
// combobox with list autocomplete and manual selection. Nothing is chosen
// unless the person chooses it; the field keeps working as plain text.

export interface Choice {
  label: string; // what the list shows
  value: string; // what the field receives
}

export interface Options {
  // find returns the choices for a text; it may reject, then there are none.
  find(text: string, signal: AbortSignal): Promise<readonly Choice[]>;
  // announce tells a screen reader how many choices there are.
  announce(count: number): void;
  // made is told of each option, to dress it.
  made?(option: HTMLElement): void;
  least: number; // characters before anything is asked
  delay: number; // milliseconds after the last key
}

export function combobox(input: HTMLInputElement, list: HTMLElement, options: Options): void {
  let choices: readonly Choice[] = [];
  let active = -1;
  let timer = 0;
  let asking: AbortController | undefined;

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  input.autocomplete = "off";

  function mark(index: number): void {
    list.children[active]?.removeAttribute("aria-selected");
    active = index;
    const option = list.children[active];
    if (option) {
      option.setAttribute("aria-selected", "true");
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  function close(): void {
    clearTimeout(timer);
    asking?.abort();
    mark(-1);
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
  }

  function open(found: readonly Choice[]): void {
    choices = found;
    mark(-1);
    list.replaceChildren(
      ...found.map((choice, i) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${i}`;
        option.setAttribute("role", "option");
        option.textContent = choice.label;
        options.made?.(option);
        return option;
      }),
    );
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    options.announce(found.length);
  }

  function choose(index: number): void {
    const choice = choices[index];
    if (!choice) return;
    input.value = choice.value;
    close();
  }

  async function ask(): Promise<void> {
    const text = input.value.trim();
    asking?.abort();
    if (text.length < options.least) return close();
    asking = new AbortController();
    const { signal } = asking;
    try {
      const found = await options.find(text, signal);
      // Who is choosing already keeps the list that they choose from.
      if (!signal.aborted && active < 0 && (input.getRootNode() as Document | ShadowRoot).activeElement === input) open(found);
    } catch {
      if (!signal.aborted) close();
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    mark(-1);
    timer = window.setTimeout(() => void ask(), options.delay);
  });

  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const count = list.hidden ? 0 : choices.length;
    switch (event.key) {
      case "ArrowDown":
        if (count) mark(event.altKey ? active : (active + 1) % count);
        else void ask();
        break;
      case "ArrowUp":
        if (!count) return;
        if (event.altKey) close();
        else mark(active <= 0 ? count - 1 : active - 1);
        break;
      case "Enter":
        if (active < 0) return close(); // the form is sent as it stands
        choose(active);
        break;
      case "Escape":
        if (count) close();
        else input.value = "";
        break;
      default:
        return;
    }
    event.preventDefault();
  });

  // A press on the list must not take the focus from the field.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = (event.target as Element).closest("[role=option]");
    if (option) choose([...list.children].indexOf(option));
  });
  input.addEventListener("blur", close);
}
