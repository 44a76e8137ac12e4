// What the console says, from the page.

const texts = JSON.parse(document.getElementById("words")?.textContent ?? "{}") as Record<string, string>;

/** The text of a key with its placeholders filled. */
export function t(key: string, values: Record<string, string | number> = {}): string {
  const text = texts[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}

const lang = document.documentElement.lang;
/** The organisation's time zone. */
export const timeZone = document.getElementById("app")?.dataset["zone"] ?? "UTC";
const days = new Intl.DateTimeFormat(lang, { dateStyle: "medium" });
const moments = new Intl.DateTimeFormat(lang, { dateStyle: "medium", timeStyle: "short", timeZone });

/** An ISO moment, or a day, for people. */
export function when(iso: string): string {
  return iso.length > 10 ? moments.format(new Date(iso)) : days.format(new Date(iso + "T12:00"));
}
