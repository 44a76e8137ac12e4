// Makes what is generated from openapi.yaml for the browser: the types of
// web/src/api.gen.ts, and the page at /docs, a kept library packed into files
// that the program embeds. Run from the repository's root.
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import openapiTS, { astToString } from "openapi-typescript";

const document = await readFile("openapi.yaml");
const sum = createHash("sha256").update(document).digest("hex");
const types = astToString(await openapiTS(document.toString()));
await writeFile("web/src/api.gen.ts", `// Generated from openapi.yaml by tools/openapi; do not edit.\n// openapi.yaml sha256 ${sum}\n\n${types}`);

for (const name of ["swagger-ui-bundle.js", "swagger-ui.css"]) {
  let text = await readFile(`node_modules/swagger-ui-dist/${name}`, "utf8");
  text = text.replace(/\n?(\/\/|\/\*)# sourceMappingURL=.*$/m, "");
  await writeFile(`internal/api/docs/${name}.gz`, gzipSync(text, { level: 9 }));
}
