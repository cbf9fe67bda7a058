import { readList } from '../core/list';
import { err, PROBLEM, ok, type Result } from '../core/result';
import { findTrigger, TARGET_TYPES, type TargetType } from './triggers';

/** A file or folder that is watched. */
export interface Target {
	type: TargetType;
	/** Digits; Box's ids pass 2^53. */
	id: string;
}

/** What the panel says about targets, in whatever shape an expression gives it. */
export interface TargetFields {
	/** Ids, Box URLs, `file:1`; separated by commas or spaces, in lists, or as objects of Box. */
	targets: unknown;
	/** Rows of locators. */
	pickedTargets: unknown;
	/** What an id is that does not say so itself. */
	targetType: unknown;
}

/** Box's own limit of webhooks for an app and a user. */
const MOST_TARGETS = 1000;

const ID = /^\d{1,20}$/;
const TYPED_ID = /^(file|folder)s?[:/](\d{1,20})$/i;
/** `https://acme.app.box.com/folder/123?sort=name`; a shared link (`/s/…`) names no id. */
const URL_OF_ITEM = /^https:\/\/(?:[a-z0-9-]+\.)*box\.com\/(file|folder)\/(\d{1,20})(?:[/?#].*)?$/i;

/** `folder 123`, for people. */
export function nameOf({ type, id }: Target): string {
	return `${type} ${id}`;
}

/**
 * Reads what a panel wants watched and for what; refused as a whole where Box would refuse a part.
 *
 * @param read a parameter by its name
 */
export function readWatched(
	read: (name: string) => unknown,
): Result<{ targets: Target[]; triggers: string[] }> {
	const targets = readTargets({
		targets: read('targets'),
		pickedTargets: read('pickedTargets'),
		targetType: read('targetType'),
	});
	if (!targets.ok) return targets;
	const triggers = readTriggers(read('triggers'));
	if (!triggers.ok) return triggers;
	const misfit = misfitOf(targets.value, triggers.value);
	if (misfit !== undefined) return err(PROBLEM.misconfigured, misfit);
	return ok({ targets: targets.value, triggers: triggers.value });
}

/** Reads what is to be watched, each once, in the order given. */
export function readTargets(fields: TargetFields): Result<Target[]> {
	const fallback = isTargetType(fields.targetType) ? fields.targetType : 'folder';
	const entries = [...entriesOf(fields.pickedTargets), ...entriesOf(fields.targets)];
	const targets = new Map<string, Target>();
	for (const entry of entries) {
		const target = typeof entry === 'string' ? readTarget(entry, fallback) : entry;
		if (target === undefined)
			return err(
				PROBLEM.misconfigured,
				`Targets: "${String(entry).slice(0, 100)}" is no file or folder of Box. Enter its ID, such as 123 or file:456, or the address that the browser shows when it is open in Box.`,
			);
		if (target.type === 'folder' && Number(target.id) === 0)
			return err(
				PROBLEM.misconfigured,
				'Targets: Box sets no webhook on All Files (folder 0). Choose the folders in it instead; each watches its subfolders too.',
			);
		targets.set(nameOf(target), target);
	}
	if (targets.size === 0)
		return err(PROBLEM.misconfigured, 'Targets: choose at least one file or folder to watch.');
	if (targets.size > MOST_TARGETS)
		return err(
			PROBLEM.misconfigured,
			`Targets: Box allows ${MOST_TARGETS} webhooks for an app and a user, and these are ${targets.size}. Watch folders further up; each watches its subfolders too.`,
		);
	return ok([...targets.values()]);
}

/** Reads the triggers, from the panel's list or a text with commas. */
export function readTriggers(given: unknown): Result<string[]> {
	const names = readList(given);
	if (names.length === 0)
		return err(PROBLEM.misconfigured, 'Triggers: choose at least one trigger.');
	return ok([...new Set(names)].sort());
}

/** The first trigger that Box would refuse for one of the targets, said in a sentence. */
export function misfitOf(
	targets: readonly Target[],
	triggers: readonly string[],
): string | undefined {
	for (const trigger of triggers) {
		const allowed = findTrigger(trigger)?.targets ?? TARGET_TYPES;
		const misfit = targets.find(({ type }) => !allowed.includes(type));
		if (misfit !== undefined)
			return `Box offers the trigger ${trigger} for a ${allowed[0]} only, not for ${nameOf(misfit)}. Take one of the two out, or watch ${misfit.type}s with a node of their own.`;
	}
	return undefined;
}

function isTargetType(value: unknown): value is TargetType {
	return TARGET_TYPES.includes(value as TargetType);
}

function readTarget(text: string, fallback: TargetType): Target | undefined {
	if (ID.test(text)) return { type: fallback, id: text };
	const [, type, id] = TYPED_ID.exec(text) ?? URL_OF_ITEM.exec(text) ?? [];
	return id === undefined ? undefined : { type: type.toLowerCase() as TargetType, id };
}

/** Takes apart texts, lists, locators (`value`), rows (`target`), and objects as Box gives them (`type`, `id`). */
function entriesOf(given: unknown): Array<string | Target> {
	if (Array.isArray(given)) return given.flatMap(entriesOf);
	if (typeof given !== 'object' || given === null)
		return String(given ?? '')
			.split(/[\s,;]+/)
			.filter((text) => text !== '');
	const { type, id, value, target } = given as Record<string, unknown>;
	if (isTargetType(type) && ID.test(String(id))) return [{ type, id: String(id) }];
	return entriesOf(value ?? target ?? '');
}
