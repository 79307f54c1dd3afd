// The frame of every screen: the rail with the way to the screens, and at its foot the account.
import { LogOut, Moon, Sun } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { useApp } from "../app/app";
import { useConflictCount } from "../conflicts/useConflictCount";
import { IconButton } from "../ui/Controls";
import { useIsDark, useSignal } from "../ui/hooks";
import { change } from "../ui/settings";
import { words } from "../words";
import { Badge, nameWith } from "./Badge";
import { type OpenScreen, type ScreenName, useScreens } from "./screens";

export function ThemeSwitch() {
  const dark = useIsDark();
  return (
    <IconButton label={dark ? words.frame.toLight : words.frame.toDark} onClick={() => change({ theme: dark ? "light" : "dark" })}>
      {dark ? <Sun size={18} /> : <Moon size={18} />}
    </IconButton>
  );
}

export function Logo() {
  return (
    <Link href="/" className="logo" aria-label={words.frame.home}>
      <img src="/favicon.svg" alt="" width={30} height={30} />
    </Link>
  );
}

export function Rail({ here }: { here: ScreenName }) {
  const { auth } = useApp();
  const who = useSignal(auth.who);
  const name = who !== null && who !== "unknown" ? who.user.name : "";
  const screens = useScreens();
  const shown = (screen: OpenScreen) => <RailLink key={screen.name} screen={screen} isHere={screen.name === here} />;
  return (
    <nav className="rail" aria-label={words.frame.navigation}>
      <Logo />
      {screens.filter(({ isAtFoot }) => !isAtFoot).map(shown)}
      <span className="rail-gap" />
      {screens.filter(({ isAtFoot }) => isAtFoot).map(shown)}
      <IconButton
        label={words.frame.signOut}
        title={`${words.frame.signOut} · ${words.frame.account(name)}`}
        onClick={() => void auth.logout()}
      >
        <LogOut size={18} />
      </IconButton>
    </nav>
  );
}

function RailLink({ screen: { name, icon: Icon, href, prefetch }, isHere }: { screen: OpenScreen; isHere: boolean }) {
  const waiting = useConflictCount();
  const count = name === "conflicts" ? waiting : 0;
  const label = nameWith(count, words.frame.screens[name]);
  const fetchCode = prefetch && (() => void prefetch());
  return (
    <Link
      href={href}
      className={`rail-link${isHere ? " is-here" : ""}`}
      aria-current={isHere ? "page" : undefined}
      aria-label={label}
      title={label}
      onPointerEnter={fetchCode}
      onFocus={fetchCode}
    >
      <Icon size={20} />
      <Badge count={count} />
    </Link>
  );
}

export function Frame({ here, children }: { here: ScreenName; children: ReactNode }) {
  return (
    <div className="frame">
      <Rail here={here} />
      <div className="screen">{children}</div>
    </div>
  );
}
