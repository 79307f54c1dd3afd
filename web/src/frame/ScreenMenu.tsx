// The ways to all screens as a menu, with what waits there: what the rail is on a wide page.
import { LogOut, Menu as MenuIcon, Moon, Sun } from "lucide-react";
import { useLocation } from "wouter";
import { useApp } from "../app/app";
import { useConflictCount } from "../conflicts/useConflictCount";
import { useIsDark, useSignal } from "../ui/hooks";
import { Menu } from "../ui/Menu";
import { change } from "../ui/settings";
import { words } from "../words";
import { Badge, nameWith } from "./Badge";
import { type ScreenName, useScreens } from "./screens";

export function ScreenMenu({ here }: { here: ScreenName }) {
  const { auth } = useApp();
  const who = useSignal(auth.who);
  const dark = useIsDark();
  const waiting = useConflictCount();
  const [, go] = useLocation();
  const screens = useScreens().map(({ name, icon: Icon, href }) => ({
    label: words.frame.screens[name],
    name: nameWith(name === "conflicts" ? waiting : 0, words.frame.screens[name]),
    icon: <Icon size={18} />,
    badge: name === "conflicts" && <Badge count={waiting} />,
    isChosen: name === here,
    run: () => go(href),
  }));
  const name = who !== null && who !== "unknown" ? who.user.name : "";
  const items = [
    ...screens,
    {
      label: dark ? words.frame.toLight : words.frame.toDark,
      icon: dark ? <Sun size={18} /> : <Moon size={18} />,
      run: () => change({ theme: dark ? "light" : "dark" }),
    },
    { label: `${words.frame.signOut} · ${name}`, icon: <LogOut size={18} />, run: () => void auth.logout() },
  ];
  return (
    <Menu label={nameWith(waiting, words.frame.navigation)} className="icon-button" items={items} side="right">
      <MenuIcon size={22} />
      <Badge count={waiting} />
    </Menu>
  );
}
