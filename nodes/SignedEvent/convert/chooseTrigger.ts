import { oneSentence } from '../../core/text/oneSentence';
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
/** Both spellings exist in Cloud Elements' definitions (docs/facts/cloud-elements.md section 3.1). */
const CAPTURES: ReadonlyMap<string, Capture> = new Map([
	['polling', 'polling'],
	['webhook', 'webhook'],
	['webhooks', 'webhook'],
]);

/** Returns the trigger node that captures the events of an instance. */
export function chooseTrigger({ element, values }: Definition): Chosen {
	const { title, captures } = ELEMENTS[element];
	const given = values.get(KEY);
	const wanted = CAPTURES.get(textOf(given).toLowerCase());
	const fitting = wanted && captures[wanted];
	if (wanted && fitting) return { capture: wanted, trigger: fitting, todo: [] };
	const [[capture, trigger], ...others] = Object.entries(captures) as Array<[Capture, Trigger]>;
	const chosen = `The node chose the ${trigger.title}. Check this choice.`;
	const todo = (reason: Todo['reason'], message: string): Chosen => ({
		capture,
		trigger,
		todo: [{ reason, key: KEY, message }],
	});
	if (wanted)
		return todo(
			TODO.misfit,
			`${KEY} cannot be used: this package has no ${wanted} trigger for ${title}. ${chosen}`,
		);
	if (given !== undefined && isPlaceholder(given))
		return todo(
			TODO.placeholder,
			`${KEY} is a placeholder, ${oneSentence(String(given).slice(0, 80))}. ${chosen}`,
		);
	if (given !== undefined)
		return todo(TODO.misfit, `${KEY} cannot be used: expected polling or webhook. ${chosen}`);
	return others.length > 0
		? todo(
				TODO.choice,
				`The body has no ${KEY}. The node chose the ${trigger.title}, which also finds changes that no webhook reports. Check this choice.`,
			)
		: { capture, trigger, todo: [] };
}
