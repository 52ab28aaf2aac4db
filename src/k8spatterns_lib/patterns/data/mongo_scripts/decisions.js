// What a member of the set does next, decided from what it saw.
//
// No connection, no file and no clock: mongosh and plain Node run this file alike.
// A plan is what the manifests want: `set` (its name), `members` (how many are wanted),
// `pods` (how many run), `hosts` (by ordinal, seven of them) and `users` (roles by name).
"use strict";

// Of `replSetGetStatus`: members that hold the data, and members on their way there.
const WITH_DATA = [1, 2]; // PRIMARY, SECONDARY
const ON_THE_WAY = [0, 3, 5, 9]; // STARTUP, RECOVERING, STARTUP2, ROLLBACK
const NOT_YET_INITIALIZED = 94;
const NOT_IN_ITS_CONFIGURATION = 93;

function wait(why) {
  return { act: "wait", why };
}

/** Names what answered `replSetGetStatus`. A refused question is never read as an empty member. */
function kindOf(reply) {
  if (reply.ok) return "member";
  if (reply.code === NOT_YET_INITIALIZED) return "empty";
  return reply.code === NOT_IN_ITS_CONFIGURATION ? "removed" : "unclear";
}

/** Whether clients can use the member; one that retires is ready once it is out of the set. */
function isReady(hello, me, plan) {
  if (me >= plan.members) return hello.setName === undefined;
  return hello.setName === plan.set && Boolean(hello.isWritablePrimary || hello.secondary);
}

/**
 * Decides what a member does whose data directory is empty.
 *
 * `answers` says of every other ordinal: "empty", "member", "removed", "unclear" or "silent".
 * A silent pod may be the rest of a live set behind a broken network, so all that should run
 * must answer, and none may ever have been part of a set.
 */
function initiation(me, plan, answers) {
  if (me !== 0) return wait("the primary will add this member; only ordinal 0 initiates");
  for (let ordinal = 1; ordinal < plan.hosts.length; ordinal += 1) {
    const answer = answers[ordinal];
    if (answer === "member" || answer === "removed") {
      return wait(`no initiation: ${plan.hosts[ordinal]} is or was part of a set, which will take this member back`);
    }
    if (answer === "unclear") return wait(`no initiation: ${plan.hosts[ordinal]} does not say what it is`);
    if (answer !== "empty" && ordinal < plan.pods) return wait(`no initiation before ${plan.hosts[ordinal]} answers`);
  }
  const members = [];
  for (let ordinal = 0; ordinal < plan.members; ordinal += 1) members.push({ _id: ordinal, host: plan.hosts[ordinal] });
  return { act: "initiate", config: { _id: plan.set, members }, why: `no member was ever part of a set` };
}

/** The wanted ordinals that the configuration does not have. */
function missing(config, plan) {
  const hosts = config.members.map((each) => each.host);
  return plan.hosts.slice(0, plan.members).flatMap((host, ordinal) => (hosts.includes(host) ? [] : [ordinal]));
}

function isUp(member, states) {
  return Number(member.health) === 1 && states.includes(Number(member.state));
}

function votes(member) {
  return member.votes === undefined || Number(member.votes) > 0;
}

/** Whether more than half of the voters are up, with their data; `without` one of them, if named. */
function hasMajority(config, working, without = null) {
  const voters = config.members.filter((each) => votes(each) && each.host !== without);
  return 2 * voters.filter((each) => working.has(each.host)).length > voters.length;
}

function changed(config, members) {
  return { ...config, version: Number(config.version) + 1, members };
}

/** The ordinal as `_id`, so that a member keeps it for ever; the lowest free one where another member has it. */
function freeId(config, ordinal) {
  const taken = new Set(config.members.map((each) => Number(each._id)));
  let id = ordinal;
  if (taken.has(id)) for (id = 0; taken.has(id); ) id += 1;
  return id;
}

function removal(view, plan, working, surplus) {
  const { config, me } = view;
  const others = surplus.filter((ordinal) => ordinal !== me);
  // Those that are down first: they help no majority. Then the highest, as a StatefulSet does.
  others.sort((a, b) => working.has(plan.hosts[a]) - working.has(plan.hosts[b]) || b - a);
  for (const ordinal of others) {
    const host = plan.hosts[ordinal];
    if (hasMajority(config, working, host)) {
      const members = config.members.filter((each) => each.host !== host);
      return { act: "reconfigure", config: changed(config, members), why: `${host} leaves the set` };
    }
  }
  if (others.length > 0) return wait("members that should leave are needed for a majority until others are back");
  const heir = plan.hosts.slice(0, plan.members).some((host) => working.has(host));
  if (!heir) return wait("this primary should leave, but no member that stays could take over");
  return { act: "stepDown", why: "this primary leaves the set: another one takes over and removes it" };
}

/** A member that answers takes no majority away: it is up itself. */
function addition(view, plan) {
  const { config, answers, states } = view;
  const absent = missing(config, plan);
  if (absent.length === 0) return wait("the set is as wanted");
  const settling = states.find((each) => isUp(each, ON_THE_WAY));
  if (settling !== undefined) return wait(`no member is added while ${settling.name} is ${settling.stateStr}`);
  for (const ordinal of absent) {
    if (["empty", "removed", "member"].includes(answers[ordinal])) {
      const member = { _id: freeId(config, ordinal), host: plan.hosts[ordinal] };
      return {
        act: "reconfigure",
        config: changed(config, [...config.members, member]),
        why: `${member.host} joins the set`,
      };
    }
  }
  return wait(`members that should join do not answer: ${absent.map((ordinal) => plan.hosts[ordinal]).join(", ")}`);
}

/**
 * Decides what the primary changes: one member at a time, and only with a majority before and after.
 *
 * `view` has `config`, `states` (`replSetGetStatus.members`), `me` (this ordinal) and `answers` of
 * the missing ordinals. Members with other hosts are somebody's own and stay as they are.
 */
function nextChange(view, plan) {
  const { config, states } = view;
  const working = new Set(states.filter((each) => isUp(each, WITH_DATA)).map((each) => each.name));
  if (!hasMajority(config, working)) return wait("no majority of the members is up");
  const hosts = config.members.map((each) => each.host);
  const surplus = [];
  for (let ordinal = plan.members; ordinal < plan.hosts.length; ordinal += 1) {
    if (hosts.includes(plan.hosts[ordinal])) surplus.push(ordinal);
  }
  return surplus.length > 0 ? removal(view, plan, working, surplus) : addition(view, plan);
}

function roleNames(roles) {
  return roles.map((each) => `${each.db}/${each.role}`).sort().join(",");
}

/** Which wanted users to create, and whose roles to set; users that nobody wants are left alone. */
function userChanges(existing, wanted) {
  const known = new Map(existing.map((each) => [each.user, each]));
  const changes = [];
  for (const [user, roles] of Object.entries(wanted)) {
    const found = known.get(user);
    if (found === undefined) changes.push({ act: "create", user, roles });
    else if (roleNames(found.roles) !== roleNames(roles)) changes.push({ act: "roles", user, roles });
  }
  return changes;
}

/** What is wrong with a password, or null; a line break mostly came from the editor that made the Secret. */
function passwordFault(password) {
  if (password === "") return "it is empty or not there";
  return /[\u0000-\u001f\u007f]/.test(password) ? "it has a line break or another control character" : null;
}

/** Whether a password can stand in a connection string, where nothing escapes it. */
function isUrlSafe(password) {
  return /^[A-Za-z0-9._~-]+$/.test(password);
}

/** The keys of a key file: one, or a YAML list of two while they are exchanged. White space does not count. */
function keysOf(text) {
  const listed = text.split("\n").flatMap((line) => /^\s*-\s+(.*)$/.exec(line)?.[1] ?? []);
  const keys = listed.length > 0 ? listed.map((each) => each.replace(/^(["'])(.*)\1\s*$/, "$2")) : [text];
  return keys.map((each) => each.replace(/\s/g, ""));
}

module.exports = { initiation, isReady, isUrlSafe, keysOf, kindOf, missing, nextChange, passwordFault, userChanges };
