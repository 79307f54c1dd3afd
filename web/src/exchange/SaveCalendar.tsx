// A button that saves one person's calendar of a period.
import { CalendarArrowDown } from "lucide-react";
import { IconButton } from "../ui/Controls";
import { words } from "../words";
import { useDownload } from "./useExports";

export function SaveCalendar({ period, staffId }: { period: { id: string; name: string }; staffId: string }) {
  const save = useDownload(period.id);
  return (
    <IconButton label={words.exchange.calendarOf(period.name)} onClick={() => save("ics", staffId)}>
      <CalendarArrowDown size={16} />
    </IconButton>
  );
}
