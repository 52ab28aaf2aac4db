// Runs in mongosh, without a connection at first (`--nodb`). It ends after an hour, and
// configure.sh starts it anew, so that nothing can pile up in it.
"use strict";

load(`${process.env.CONFIG}/member.js`);

const state = newState();
for (let round = 0; round < 720; round += 1) {
  tryRound(state);
  sleep(5000);
}
