// What each member of the set does, over and over: tells whether it is ready, and, where it is
// the primary, keeps members and users as the plan wants them. Run by mongosh (`configure.js`).
//
// It logs in as `__system`, the user that the members have among themselves and whose password
// is the key file: that works before there is any user, and after root's password changed.
"use strict";

const fs = require("fs");
const decisions = require(`${process.env.CONFIG}/decisions.js`);

const LOCAL = "127.0.0.1:27017";
const READY_SECONDS = 60;
const HEARTBEAT_SECONDS = 180;
const STEP_DOWN_SECONDS = 120;
const AUTHENTICATION_FAILED = 18;

function newState() {
  return { admin: null, confirmed: {}, said: {} };
}

/** Says a thing once, until there is something else to say of its topic. */
function say(state, topic, text) {
  if (state.said[topic] !== text) print(`${new Date().toISOString()} ${topic}: ${text}`);
  state.said[topic] = text;
}

/** Writes until when `file` counts as fresh (see fresh.sh), in one step. */
function stamp(file, seconds) {
  const path = `${process.env.RUN}/${file}`;
  fs.writeFileSync(`${path}.new`, `${Math.floor(Date.now() / 1000) + seconds}\n`);
  fs.renameSync(`${path}.new`, path);
}

function tellReadiness(ready) {
  if (ready) stamp("ready", READY_SECONDS);
  else fs.rmSync(`${process.env.RUN}/ready`, { force: true });
}

function open(host) {
  const times = "connectTimeoutMS=2000&serverSelectionTimeoutMS=2000&socketTimeoutMS=30000";
  return connect(`mongodb://${host}/admin?directConnection=true&maxPoolSize=2&appName=k8spatterns&${times}`);
}

/** Returns the reply; a refusal by the server comes back as a reply, a broken connection throws. */
function ask(admin, command) {
  try {
    // Not returned at once: mongosh would wait for it outside of this `try`.
    const reply = admin.runCommand(command);
    return reply;
  } catch (error) {
    if (typeof error.code !== "number") throw error;
    return { ok: 0, code: error.code, errmsg: error.message };
  }
}

/** Returns the reply, or throws what the server refused. */
function demand(admin, command) {
  const reply = ask(admin, command);
  if (!reply.ok) throw new Error(`${Object.keys(command)[0]}: ${reply.errmsg} (${reply.code})`);
  return reply;
}

function logIn(admin) {
  const keys = decisions.keysOf(fs.readFileSync(process.env.KEYFILE, "utf8"));
  let refusal = null;
  for (const key of keys) {
    try {
      admin.getSiblingDB("local").auth({ user: "__system", pwd: key, mechanism: "SCRAM-SHA-256" });
      return;
    } catch (error) {
      refusal = error;
    }
  }
  throw refusal;
}

/** Asks another pod what it is. */
function kindOf(host) {
  let admin = null;
  try {
    admin = open(host);
  } catch (error) {
    return "silent";
  }
  try {
    const hello = ask(admin, { hello: 1 });
    if (hello.setName !== undefined) return "member";
    logIn(admin);
    const status = ask(admin, { replSetGetStatus: 1 });
    return decisions.kindOf(status);
  } catch (error) {
    return "unclear";
  } finally {
    admin.getMongo().close();
  }
}

function canLogIn(user, password) {
  const admin = open(LOCAL);
  try {
    admin.auth({ user, pwd: password });
    return true;
  } catch (error) {
    if (error.code !== AUTHENTICATION_FAILED) throw error;
    return false;
  } finally {
    admin.getMongo().close();
  }
}

function passwordsOf(state, plan) {
  const passwords = {};
  for (const user of Object.keys(plan.users)) {
    const file = `${process.env.USERS}/${user}`;
    const password = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
    const fault = decisions.passwordFault(password);
    if (fault !== null) say(state, `user ${user}`, `its password can not be used: ${fault}`);
    else passwords[user] = password;
  }
  return passwords;
}

function keepUsers(state, admin, plan) {
  const passwords = passwordsOf(state, plan);
  const writeConcern = { w: "majority", wtimeout: 10000 };
  for (const { act, user, roles } of decisions.userChanges(demand(admin, { usersInfo: 1 }).users, plan.users)) {
    if (act === "roles") {
      demand(admin, { updateUser: user, roles, writeConcern });
      say(state, `user ${user}`, "its roles changed");
    } else if (user in passwords) {
      demand(admin, { createUser: user, pwd: passwords[user], roles, writeConcern });
      state.confirmed[user] = passwords[user];
      const unsafe = decisions.isUrlSafe(passwords[user]) ? "" : "; its password is not safe in a connection string";
      say(state, `user ${user}`, `created${unsafe}`);
    }
  }
  for (const [user, password] of Object.entries(passwords)) {
    if (state.confirmed[user] === password) continue;
    if (!canLogIn(user, password)) {
      demand(admin, { updateUser: user, pwd: password, writeConcern });
      say(state, `user ${user}`, `its password changed at ${new Date().toISOString()}`);
    }
    state.confirmed[user] = password;
  }
}

function carryOut(state, admin, step) {
  say(state, "set", `${step.act}: ${step.why}`);
  if (step.act === "initiate") demand(admin, { replSetInitiate: step.config });
  if (step.act === "reconfigure") demand(admin, { replSetReconfig: step.config, maxTimeMS: 20000 });
  if (step.act === "stepDown") demand(admin, { replSetStepDown: STEP_DOWN_SECONDS, secondaryCatchUpPeriodSecs: 10 });
}

function keepMembers(state, admin, plan, me) {
  const { config } = demand(admin, { replSetGetConfig: 1 });
  const states = demand(admin, { replSetGetStatus: 1 }).members;
  const answers = {};
  for (const ordinal of decisions.missing(config, plan)) answers[ordinal] = kindOf(plan.hosts[ordinal]);
  carryOut(state, admin, decisions.nextChange({ config, states, me, answers }, plan));
}

function considerInitiation(state, admin, plan, me) {
  const kind = decisions.kindOf(ask(admin, { replSetGetStatus: 1 }));
  if (kind !== "empty") {
    const gone = me >= plan.members ? "this member left the set" : "this member is not in the set's configuration";
    say(state, "set", kind === "removed" ? gone : "this member does not say what it is");
    return;
  }
  const answers = {};
  if (me === 0) for (let other = 1; other < plan.hosts.length; other += 1) answers[other] = kindOf(plan.hosts[other]);
  carryOut(state, admin, decisions.initiation(me, plan, answers));
}

/** Asks mongod what it is, and tells by that whether the member is ready. */
function look(state) {
  const plan = JSON.parse(fs.readFileSync(`${process.env.PLAN}/members.json`, "utf8"));
  const me = Number(process.env.POD_NAME.split("-").pop());
  if (state.admin === null) {
    state.admin = open(LOCAL);
    logIn(state.admin);
  }
  const hello = demand(state.admin, { hello: 1 });
  tellReadiness(decisions.isReady(hello, me, plan));
  return { plan, me, hello };
}

function act(state, { plan, me, hello }) {
  if (!hello.isWritablePrimary) state.confirmed = {};
  if (hello.isWritablePrimary) {
    keepUsers(state, state.admin, plan);
    keepMembers(state, state.admin, plan, me);
  } else if (hello.setName === undefined) {
    considerInitiation(state, state.admin, plan, me);
  }
}

function drop(state, error) {
  say(state, "server", `asked again soon: ${error.message}`);
  const { admin } = state;
  state.admin = null;
  if (admin !== null) admin.getMongo().close();
}

/** Does a round whatever happens in it; what fails is tried again in the next one. */
function tryRound(state) {
  let seen = null;
  try {
    seen = look(state);
  } catch (error) {
    tellReadiness(false);
    drop(state, error);
  }
  if (seen !== null) {
    // A change that the server refuses for now says nothing about its readiness.
    try {
      act(state, seen);
      say(state, "server", "it answers");
    } catch (error) {
      drop(state, error);
    }
  }
  stamp("heartbeat", HEARTBEAT_SECONDS);
}
