import type { Definition } from './read/definition';
import { ELEMENTS, type Capture, type Trigger } from './elements';
import { TODO, type Todo } from './todo';
import { isPlaceholder, textOf } from './read/values';

export interface Chosen {
	capture: Capture;
	trigger: Trigger;
	todo: Todo[];
}

const KEY = 'event.vendor.type';
/** The documents say `webhook`, most of Cloud Elements' own definitions `webhooks` (docs/facts/cloud-elements.md section 3.1). */
const CAPTURES: ReadonlyMap<string, Capture> = new Map([
	['polling', 'polling'],
	['webhook', 'webhook'],
	['webhooks', 'webhook'],
]);

/** Which trigger node captures what the instance captured. */
export function chooseTrigger({ element, values }: Definition): Chosen {
	const { title, captures } = ELEMENTS[element];
	const given = values.get(KEY);
	const wanted = CAPTURES.get(textOf(given).toLowerCase());
	const fitting = wanted && captures[wanted];
	if (wanted && fitting) return { capture: wanted, trigger: fitting, todo: [] };
	const [[capture, trigger], ...others] = Object.entries(captures) as Array<[Capture, Trigger]>;
	const chosen = `${trigger.title} was chosen`;
	const isOpen = others.length > 0;
	const todo = (reason: Todo['reason'], message: string): Chosen => ({
		capture,
		trigger,
		todo: [{ reason, key: KEY, message }],
	});
	if (wanted)
		return todo(TODO.misfit, `${KEY} says ${wanted}, which there is not for ${title}: ${chosen}.`);
	if (given !== undefined && isPlaceholder(given))
		return todo(
			TODO.placeholder,
			`${KEY} is only a placeholder, ${String(given).slice(0, 80)}: ${chosen}.`,
		);
	if (given !== undefined)
		return todo(TODO.misfit, `${KEY}: expected polling or webhook. ${chosen}.`);
	return isOpen
		? todo(
				TODO.choice,
				`The body has no ${KEY}. ${chosen}, which misses nothing and needs no address that the shop can reach.`,
			)
		: { capture, trigger, todo: [] };
}
