// The texts that scripts need, in the page's language. The server writes them
// into the page from its one catalog.
export interface Words {
  suggestions: readonly string[]; // by their number, 0 first
  here: string;
  locating: string;
  denied: string;
  timeout: string;
  unavailable: string;
  outside: string;
  searching: string;
  offline: string;
  copied: string;
  copiedHere: string;
  copyFailed: string;
}

export function words(): Words {
  const block = document.getElementById("words");
  return JSON.parse(block?.textContent ?? "{}") as Words;
}
