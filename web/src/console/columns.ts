// Reads a spreadsheet's export as a roster file: its columns under whatever
// names, its dates as Americans write them. What was chosen is remembered in
// this browser, by the names of the file's columns.

/** The columns of a roster file. */
export const columns = ["npi", "location", "procedure", "device", "status", "source", "source_date", "verified_on", "phone", "accepting", "languages", "note"];
const given: Record<string, string> = { procedure: "annular-closure", device: "barricaid" };
const kept = "roster-columns";

/** The cells of a CSV text, row by row; separated by commas, semicolons or tabs. */
export function read(text: string): string[][] {
  text = text.replace(/^\uFEFF/, "");
  const first = text.slice(0, text.search(/\r?\n|$/));
  const by = [",", ";", "\t"].reduce((a, b) => (first.split(b).length > first.split(a).length ? b : a));
  const rows: string[][] = [[]];
  let cell = "", quoted = false;
  const end = () => { rows.at(-1)?.push(cell.trim()); cell = ""; };
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? "";
    if (quoted) {
      if (c === '"' && text[i + 1] === '"') { cell += c; i++; }
      else if (c === '"') quoted = false;
      else cell += c;
    } else if (c === '"' && cell.trim() === "") { quoted = true; cell = ""; }
    else if (c === by) end();
    else if (c === "\n") { end(); rows.push([]); }
    else cell += c;
  }
  end();
  return rows.filter((r) => r.some((v) => v !== ""));
}

/** 9/14/2026 as 2026-09-14; anything else as it is. */
function iso(date: string): string {
  const m = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(date);
  return m ? `${m[3]}-${m[1]?.padStart(2, "0")}-${m[2]?.padStart(2, "0")}` : date;
}

const quote = (v: string) => (/[",\r\n]/.test(v) ? `"${v.replaceAll('"', '""')}"` : v);

/**
 * The roster file that a table is, by the columns chosen or, without, by those
 * that it has or that were chosen for such a table before; null: choose first.
 */
export function fit(table: string[][], chosen?: Record<string, string>): string | null {
  const [head = [], ...rows] = table;
  const key = `${kept} ${head.join("|").toLowerCase()}`;
  const plain = columns.every((c) => head.includes(c)) && head.length === columns.length;
  let from = chosen ?? (plain ? Object.fromEntries(columns.map((c) => [c, c])) : null);
  if (!from) {
    const before = localStorage.getItem(key);
    if (!before) return null;
    from = JSON.parse(before) as Record<string, string>;
  }
  if (chosen) localStorage.setItem(key, JSON.stringify(chosen));
  const source = from;
  const value = (row: string[], c: string) => {
    const v = row[head.indexOf(source[c] ?? "")] ?? "";
    return c === "source_date" || c === "verified_on" ? iso(v) : v || (given[c] ?? "");
  };
  const lines = rows.map((r) => columns.map((c) => quote(value(r, c) || (c === "source_date" ? value(r, "verified_on") : ""))).join(","));
  return [columns.join(","), ...lines].join("\n") + "\n";
}
