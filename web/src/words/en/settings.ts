// The words of the settings screen.
import { count } from "./counting";

const weekday = new Intl.DateTimeFormat("en-GB", { weekday: "long", timeZone: "UTC" });
/** A Monday. */
const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;

export const settings = {
  weekday: (day: number) => weekday.format(new Date(MONDAY + day * DAY_MS)),
  sections: { workspace: "Workspace", periods: "Periods", device: "This device", account: "Your account" },
  workspaceLede: "For everyone in this workspace.",
  deviceLede: "Kept in this browser, for you alone.",
  name: "Name",
  timeZone: "Time zone",
  timeZoneHint: "Calendars that people subscribe to use it.",
  weekStart: "Week starts on",
  strategy: "When two people set the same thing differently",
  example: "For example: you set Ben’s Friday to Early while Mei, a second before, set it to Late.",
  strategies: {
    last_writer_wins: { name: "The later one counts", example: "Yours counts: it is Early. Mei is told, and can put Late back." },
    first_writer_wins: { name: "The earlier one counts", example: "Mei’s counts: it stays Late. You are told, and can use Early instead." },
    merge: {
      name: "Join what can be joined",
      example: "Notes and lists are joined. A shift can’t be, so Mei’s Late stays; anything else in your edit is saved.",
    },
    user_choice: {
      name: "Whose edit met another’s chooses",
      example: "It stays Late, and your Early waits under Conflicts until you choose.",
    },
    inherit: { name: "As the workspace", example: "What the workspace says holds here too." },
  },
  periodsLede: "A period can have its own way.",
  noPeriods: "There are no periods yet.",
  periodsFailed: "The periods can't be read just now.",
  saved: "Saved.",
  readOnly: "Only managers and administrators change these.",
  language: "Language",
  theme: "Theme",
  themes: { system: "As the system", light: "Light", dark: "Dark" },
  density: "Rows",
  densities: { cosy: "Cosy", compact: "Compact", touch: "Large" },
  afterTyping: "After typing a shift, go",
  afterTypings: { right: "Right", down: "Down", stay: "Nowhere" },
  locksOwn: "Lock what I set",
  locksOwnHint: "A cell that you set yourself is locked, so that Generate leaves it.",
  announce: "Say changes aloud",
  announceHint: "A screen reader hears how much is selected and what others change. Conflicts and a lost connection are always said.",
  on: "On",
  off: "Off",
  signedInAs: "Signed in as",
  role: "Role",
  roles: { admin: "Administrator", manager: "Manager", viewer: "Viewer" },
  rights: {
    admin: "Edits everything, and manages users.",
    manager: "Edits rosters, people and rules, and generates.",
    viewer: "Looks, and changes nothing.",
  },
  workspaces: "Your workspaces",
  here: "You are here",
  go: (name: string) => `Go to ${name}`,
  goFailed: "You can't go there just now. Try again in a moment.",
  newWorkspace: "New workspace",
  newWorkspaceName: "Name of the workspace",
  makeWorkspace: "Make and go there",
  makeFailed: "The workspace was not made. Try again in a moment.",
  waitsHere: (n: number) =>
    `${count(n, "edit")} of yours ${n === 1 ? "waits" : "wait"} here, and ${n === 1 ? "is" : "are"} sent when you come back.`,
  signOut: "Sign out",
  password: {
    title: "Password",
    current: "Present password",
    fresh: "New password",
    hint: "At least 8 characters. You stay signed in here, and are signed out everywhere else.",
    set: "Set the password",
    done: "Your password is set.",
    wrong: "Not set: the present password is not right, or the new one is too short.",
    failed: "Not set. Try again in a moment.",
  },
  accountFailed: "Your account can't be read just now.",
};
