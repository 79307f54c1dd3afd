// The frame of every screen: the rail with the way to the screens, and at its foot the account.
import { CalendarRange, LogOut, Moon, Sun, Table2 } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { useApp } from "../app/app";
import { IconButton } from "../ui/Controls";
import { useIsDark, useSignal } from "../ui/hooks";
import { change } from "../ui/settings";
import { words } from "../words/en";

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

export function Rail({ periodHref }: { periodHref: string | null }) {
  const { auth } = useApp();
  const who = useSignal(auth.who);
  const name = who !== null && who !== "unknown" ? who.user.name : "";
  return (
    <nav className="rail" aria-label={words.frame.navigation}>
      <Logo />
      {periodHref && (
        <Link href={periodHref} className="rail-link is-here" aria-current="page" aria-label={words.frame.grid} title={words.frame.grid}>
          <Table2 size={20} />
        </Link>
      )}
      <Link
        href="/"
        className={`rail-link${periodHref ? "" : " is-here"}`}
        aria-current={periodHref ? undefined : "page"}
        aria-label={words.periods.title}
        title={words.periods.title}
      >
        <CalendarRange size={20} />
      </Link>
      <span className="rail-gap" />
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

export function Frame({ periodHref, children }: { periodHref: string | null; children: ReactNode }) {
  return (
    <div className="frame">
      <Rail periodHref={periodHref} />
      <div className="screen">{children}</div>
    </div>
  );
}
