// Calls a function of decisions.js for each line of standard input: [name, arguments].
"use strict";

const decisions = require(process.argv[2]);

require("readline")
  .createInterface({ input: process.stdin })
  .on("line", (line) => {
    const [name, given] = JSON.parse(line);
    process.stdout.write(`${JSON.stringify(decisions[name](...given))}\n`);
  });
