// A model of mongod's replica sets, strict where the server is, for the members' real script.
//
// Each line of standard input is a scenario: `members`, and `steps` of what happens. Each pod runs
// `member.js` as it stands, with a `connect` that leads into the model. It answers with what came of
// it. What the model takes as a fault of ours, and records as such:
// an initiation while any disk still has a set; a reconfiguration that the server would refuse.
"use strict";

const path = require("path");
const readline = require("readline");
const vm = require("vm");

const SCRIPTS = process.argv[2];
const SOURCE = require("fs").readFileSync(path.join(SCRIPTS, "member.js"), "utf8");
const KEY = "c2VjcmV0";
const MOST = 7;
const host = (ordinal) => `mongo-${ordinal}.mongo:27017`;

class Refusal extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/** Files in memory: a scenario has hundreds of rounds. */
class Files extends Map {
  readFileSync = (name) => {
    if (!this.has(name)) throw new Error(`ENOENT ${name}`);
    return this.get(name);
  };
  existsSync = (name) => this.has(name);
  writeFileSync = (name, text) => this.set(name, text);
  renameSync = (from, to) => this.set(to, this.readFileSync(from)).delete(from);
  rmSync = (name) => this.delete(name);
}

class World {
  constructor(members) {
    this.files = new Files([["/keyfile", `${KEY}\n`]]);
    this.plan = { set: "mongo", members, pods: members, hosts: [...Array(MOST).keys()].map(host), users: {} };
    this.faults = [];
    this.initiations = 0;
    this.side = Array(MOST).fill(0);
    this.down = Array(MOST).fill(false);
    this.disks = Array(MOST).fill(null); // the configuration that each has, or null for an empty disk
    this.users = {};
    this.primary = null;
    this.turn = 0;
    this.password("root", "root-0");
    this.password("parse", "parse-0");
    this.plan.users = { root: [{ role: "root", db: "admin" }], parse: [{ role: "readWrite", db: "parse" }] };
    this.writePlan();
    this.pods = [...Array(MOST).keys()].map((ordinal) => this.pod(ordinal));
  }

  password(user, text) {
    this.files.set(`/users/${user}`, text);
  }

  writePlan() {
    this.files.set("/plan/members.json", JSON.stringify(this.plan));
  }

  pod(ordinal) {
    const run = `/run-${ordinal}`;
    const env = { CONFIG: SCRIPTS, RUN: run, PLAN: "/plan", USERS: "/users", KEYFILE: "/keyfile" };
    const context = vm.createContext({
      require: (name) => (name === "fs" ? this.files : require(name)),
      process: { env: { ...env, POD_NAME: `mongo-${ordinal}` } },
      print: () => {},
      connect: (uri) => this.connect(ordinal, new URL(uri).host),
    });
    const { newState, tryRound } = vm.runInContext(`${SOURCE}\n;({ newState, tryRound })`, context);
    return { run, state: newState(), tryRound, newState };
  }

  runs(ordinal) {
    return ordinal < this.plan.pods && !this.down[ordinal];
  }

  reaches(from, to) {
    return this.runs(from) && this.runs(to) && this.side[from] === this.side[to];
  }

  ordinals(config) {
    return config.members.map((each) => Number(/^mongo-(\d)/.exec(each.host)[1]));
  }

  isMember(ordinal) {
    const config = this.disks[ordinal];
    return config !== null && this.ordinals(config).includes(ordinal);
  }

  /** Elections, heartbeats and initial syncs, until nothing changes. */
  settle() {
    for (let times = 0; times < 2; times += 1) {
      for (const one of this.pods.keys()) {
        for (const other of this.pods.keys()) {
          const newer = this.disks[one];
          if (newer === null || !this.reaches(one, other)) continue;
          const knows = this.disks[other];
          // A configuration reaches those in it, and those that have one and so ask for it.
          const hears = knows !== null || this.ordinals(newer).includes(other);
          if (hears && (knows === null || knows.version < newer.version)) this.disks[other] = newer;
        }
      }
    }
    if (this.primary !== null && this.canLead(this.primary)) return;
    this.turn += 1;
    const order = [...Array(MOST).keys()].map((each) => (each + this.turn) % MOST);
    this.primary = order.find((each) => this.canLead(each)) ?? null;
  }

  canLead(ordinal) {
    if (!this.runs(ordinal) || !this.isMember(ordinal) || this.barred === ordinal) return false;
    return this.majority(ordinal, this.disks[ordinal]);
  }

  majority(from, config) {
    const voters = this.ordinals(config);
    return 2 * voters.filter((each) => this.reaches(from, each) && this.disks[each] !== null).length > voters.length;
  }

  connect(from, address) {
    const to = address.startsWith("127.0.0.1") ? from : Number(/^mongo-(\d)/.exec(address)[1]);
    const world = this;
    const session = { user: null };
    const check = () => {
      if (!world.reaches(from, to)) throw new Error("connect ECONNREFUSED");
    };
    const database = (name) => ({
      getMongo: () => ({ close: () => {} }),
      getSiblingDB: database,
      auth: ({ user, pwd }) => {
        check();
        const known = name === "local" && user === "__system" ? KEY : world.isMember(to) && world.users[user]?.pwd;
        if (known !== pwd) throw new Refusal(18, "Authentication failed.");
        session.user = user;
      },
      runCommand: (command) => {
        check();
        const [verb] = Object.keys(command);
        if (verb !== "hello" && session.user === null) throw new Refusal(13, `${verb} requires authentication`);
        return { ok: 1, ...world[verb](to, command) };
      },
    });
    check();
    return database("admin");
  }

  hello(me) {
    if (!this.isMember(me)) return { isWritablePrimary: false, secondary: false, isreplicaset: true };
    return { setName: "mongo", isWritablePrimary: this.primary === me, secondary: this.primary !== me };
  }

  replSetGetStatus(me) {
    if (this.disks[me] === null) throw new Refusal(94, "no replset config has been received");
    if (!this.isMember(me)) throw new Refusal(93, "Our replica set config is invalid or we are not a member of it");
    const members = this.ordinals(this.disks[me]).map((each) => {
      const up = this.reaches(me, each) && this.disks[each] !== null;
      return { name: host(each), health: up ? 1 : 0, state: each === this.primary ? 1 : up ? 2 : 8, stateStr: "" };
    });
    return { members };
  }

  replSetGetConfig(me) {
    return { config: structuredClone(this.disks[me]) };
  }

  replSetInitiate(me, { replSetInitiate: config }) {
    if (this.disks.some((each) => each !== null)) this.faults.push(`mongo-${me} initiated beside a set`);
    this.initiations += 1;
    this.users = {};
    this.disks[me] = { ...config, version: 1 };
    this.settle();
    return {};
  }

  replSetReconfig(me, { replSetReconfig: config }) {
    const old = this.disks[me];
    const [was, is] = [this.ordinals(old), this.ordinals(config)];
    const differ = [...was, ...is].filter((each) => !was.includes(each) || !is.includes(each)).length;
    const rules = {
      "only the primary": me === this.primary,
      "one member at a time": differ === 1,
      "not itself": is.includes(me),
      "a newer version": config.version > old.version,
      "a majority before and after": this.majority(me, old) && this.grown(me, was, is),
      "ids once each": new Set(config.members.map((each) => each._id)).size === config.members.length,
    };
    const broken = Object.keys(rules).filter((each) => !rules[each]);
    if (broken.length > 0) {
      this.faults.push(`mongo-${me} broke ${broken}: ${was} to ${is}`);
      throw new Refusal(103, broken.join());
    }
    this.disks[me] = config;
    this.settle();
    return {};
  }

  grown(me, was, is) {
    const up = is.filter((each) => this.reaches(me, each) && (this.disks[each] !== null || !was.includes(each)));
    return 2 * up.length > is.length;
  }

  replSetStepDown(me) {
    this.barred = me;
    this.primary = null;
    this.settle();
    this.barred = null;
    if (this.primary === null) this.settle();
    return {};
  }

  usersInfo() {
    return { users: Object.entries(this.users).map(([user, { roles }]) => ({ user, roles })) };
  }

  createUser(me, { createUser: user, pwd, roles }) {
    if (this.users[user] !== undefined) throw new Refusal(51003, "exists");
    this.users[user] = { pwd, roles };
    return {};
  }

  updateUser(me, { updateUser: user, ...changes }) {
    Object.assign(this.users[user], changes);
    return {};
  }

  step([what, ordinal]) {
    const { plan } = this;
    const set = this.disks.find((each) => each !== null);
    if (what === "round" && this.runs(ordinal)) this.pods[ordinal].tryRound(this.pods[ordinal].state);
    if (what === "restart") this.pods[ordinal].state = this.pods[ordinal].newState();
    if (what === "down") this.down[ordinal] = true;
    if (what === "up") this.down[ordinal] = false;
    if (what === "cut") this.side[ordinal] = 1;
    if (what === "join") this.side[ordinal] = 0;
    // One disk is lost at a time, of a member whose data a majority of the others has.
    if (what === "lose" && plan.members > 1 && set !== undefined) {
      const others = this.ordinals(set).filter((each) => each !== ordinal && this.disks[each] !== null);
      if (2 * others.length > set.members.length) this.disks[ordinal] = null;
    }
    if (what === "password") this.password("parse", `parse-${(this.turn += 1)}`);
    if (what === "forget") this.files.delete("/users/parse");
    if (what === "grow" && plan.members < MOST && plan.pods === plan.members) plan.members = plan.pods += 2;
    if (what === "retire" && plan.members > 1) plan.members -= 2;
    if (what === "shrink" && plan.members > 3 && plan.pods === plan.members && this.isWhole()) {
      plan.members = plan.pods -= 2;
    }
    if (what === "finish" && this.primary !== null) {
      const config = this.disks[this.primary];
      if (this.ordinals(config).every((each) => each < plan.members)) plan.pods = plan.members;
    }
    this.writePlan();
    this.settle();
  }

  /** Whether all members are there and up, as one set. */
  isWhole() {
    const config = this.primary === null ? null : this.disks[this.primary];
    if (config === null || config.members.length !== this.plan.members) return false;
    return this.ordinals(config).every((each) => this.reaches(this.primary, each));
  }

  outcome() {
    const config = this.primary === null ? null : this.disks[this.primary];
    const ready = [...this.pods.keys()].filter(
      (each) => this.runs(each) && this.files.has(`${this.pods[each].run}/ready`),
    );
    const wanted = this.files.get("/users/parse");
    return {
      faults: this.faults,
      initiations: this.initiations,
      members: config === null ? null : this.ordinals(config).sort(),
      wanted: this.plan.members,
      pods: this.plan.pods,
      ready,
      roles: Object.fromEntries(Object.entries(this.users).map(([user, { roles }]) => [user, roles])),
      password: this.users.parse?.pwd === wanted,
    };
  }
}

function play({ members, steps, heal = true }) {
  const world = new World(members);
  for (const step of steps) world.step(step);
  const everyOne = (what) => [...Array(MOST).keys()].forEach((each) => world.step([what, each]));
  if (heal) ["up", "join", ...Array(12).fill("round")].forEach(everyOne);
  return world.outcome();
}

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  process.stdout.write(`${JSON.stringify(play(JSON.parse(line)))}\n`);
});
