// The list of commands: acts of the screen that is open, all screens, periods, people.
import { useMemo } from "react";
import { useLocation } from "wouter";
import { useRead } from "../app/http";
import { useScreens } from "../frame/screens";
import { useSignal } from "../ui/hooks";
import { words } from "../words";
import { Finder } from "./Finder";
import { fitting } from "./finding";
import { type FoundGroup, isListOpen, offered } from "./offer";

interface Listed {
  id: string;
  name: string;
  start_date: string;
  end_date: string;
}

export default function CommandList() {
  const say = words.find.commands;
  const [, go] = useLocation();
  const screens = useScreens();
  const { data } = useRead<{ items: readonly Listed[] }>("/periods?limit=200");
  const offer = useSignal(offered);
  const ways = useMemo<readonly FoundGroup[]>(
    () => [
      {
        title: say.screens,
        found: screens.map(({ name, href }) => ({ key: name, label: words.frame.screens[name], run: () => go(href) })),
      },
      {
        title: say.periods,
        found: (data?.items ?? []).map(({ id, name, start_date, end_date }) => ({
          key: id,
          label: name,
          detail: words.dates(start_date, end_date),
          run: () => go(`/periods/${encodeURIComponent(id)}`),
        })),
      },
    ],
    [screens, data, go, say],
  );
  const [acts, ...others] = offer?.() ?? [];
  return (
    <Finder
      title={say.title}
      label={say.label}
      groupsOf={(query) => fitting(query, [...(acts ? [acts] : []), ...ways, ...others])}
      onClose={() => isListOpen.set(false)}
    />
  );
}
