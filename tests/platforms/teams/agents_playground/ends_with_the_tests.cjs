// Loaded before the Agents Playground: it ends with whoever started it, however that came to its end.
"use strict";
process.stdin.on("end", () => process.exit()).resume();
