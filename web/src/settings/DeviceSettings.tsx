// How this device likes the page.
import { Segments } from "../ui/Controls";
import { useSignal } from "../ui/hooks";
import { change, DENSITIES, settings } from "../ui/settings";
import { LANGUAGES, type Language, languageOf, words } from "../words";
import { Pick, Row, Section } from "./fields";

const THEMES = ["system", "light", "dark"] as const;
const WAYS = ["right", "down", "stay"] as const;

export function DeviceSettings() {
  const say = words.settings;
  const { theme, density, afterTyping, locksOwnEdits, announces, language } = useSignal(settings);
  const onOff = [
    ["on", say.on],
    ["off", say.off],
  ] as const;
  return (
    <Section title={say.sections.device} lede={say.deviceLede}>
      <Pick<Language>
        label={say.language}
        value={language ?? languageOf(navigator.languages)}
        options={(Object.keys(LANGUAGES) as Language[]).map((one) => [one, LANGUAGES[one]])}
        onPick={(next) => {
          change({ language: next });
          // The words are chosen before anything is drawn: another language is another visit.
          location.reload();
        }}
      />
      <Row label={say.theme}>
        <Segments
          label={say.theme}
          value={theme ?? "system"}
          options={THEMES.map((one) => [one, say.themes[one]])}
          onChange={(next) => change({ theme: next === "system" ? null : next })}
        />
      </Row>
      <Row label={say.density}>
        <Segments
          label={say.density}
          value={density}
          options={DENSITIES.map((one) => [one, say.densities[one]])}
          onChange={(next) => change({ density: next })}
        />
      </Row>
      <Row label={say.afterTyping}>
        <Segments
          label={say.afterTyping}
          value={afterTyping}
          options={WAYS.map((one) => [one, say.afterTypings[one]])}
          onChange={(next) => change({ afterTyping: next })}
        />
      </Row>
      <Row label={say.locksOwn} hint={say.locksOwnHint}>
        <Segments
          label={say.locksOwn}
          value={locksOwnEdits ? "on" : "off"}
          options={onOff}
          onChange={(next) => change({ locksOwnEdits: next === "on" })}
        />
      </Row>
      <Row label={say.announce} hint={say.announceHint}>
        <Segments
          label={say.announce}
          value={announces ? "on" : "off"}
          options={onOff}
          onChange={(next) => change({ announces: next === "on" })}
        />
      </Row>
    </Section>
  );
}
