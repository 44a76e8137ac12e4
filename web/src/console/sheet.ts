// The page to print: one button.
document.getElementById("print")?.addEventListener("click", () => window.print());
