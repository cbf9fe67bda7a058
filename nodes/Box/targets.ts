import { readList } from '../core/text/list';
import { misconfigured, ok, type Result } from '../core/result';
import { findTrigger, TARGET_TYPES, type TargetType } from './triggers';

/** A file or folder that a webhook monitors. */
export interface Target {
	type: TargetType;
	/** Digits. Box's ids exceed 2^53. */
	id: string;
}

/** The parameters about targets. An expression can give them any shape. */
export interface TargetFields {
	/** Ids, Box URLs or `file:1`, separated by commas or spaces, in lists, or as objects of Box. */
	targets: unknown;
	/** A list of resource locators. */
	pickedTargets: unknown;
	/** The type of an id that does not contain one. */
	targetType: unknown;
}

/** Box's limit of webhooks for an app and a user. */
const MOST_TARGETS = 1000;

const ID = /^\d{1,20}$/;
const TYPED_ID = /^(file|folder)s?[:/](\d{1,20})$/i;
/** Such as `https://acme.app.box.com/folder/123?sort=name`. A shared link (`/s/…`) does not contain an id. */
const URL_OF_ITEM = /^https:\/\/(?:[a-z0-9-]+\.)*box\.com\/(file|folder)\/(\d{1,20})(?:[/?#].*)?$/i;

/**
 * Returns the name of a target for people, such as `folder 123`.
 *
 * @param target null if the item no longer exists
 */
export function nameOf(target: Target | null): string {
	return target === null ? 'a deleted file or folder' : `${target.type} ${target.id}`;
}

/**
 * Reads what a node monitors. Fails if Box would reject a part of it.
 *
 * @param read returns a parameter by its name
 */
export function readMonitored(
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
	const unsupported = unsupportedTrigger(targets.value, triggers.value);
	if (unsupported !== undefined) return misconfigured(unsupported);
	return ok({ targets: targets.value, triggers: triggers.value });
}

/** Reads the targets, each once, in the given order. */
export function readTargets(fields: TargetFields): Result<Target[]> {
	const fallback = isTargetType(fields.targetType) ? fields.targetType : 'folder';
	const entries = [...entriesOf(fields.pickedTargets), ...entriesOf(fields.targets)];
	const targets = new Map<string, Target>();
	for (const entry of entries) {
		const target = typeof entry === 'string' ? readTarget(entry, fallback) : entry;
		if (target === undefined)
			return misconfigured(
				`Targets cannot be used: "${String(entry).slice(0, 100)}" is not a file or folder of Box. Enter its ID, such as 123 or file:456, or the URL that the browser shows.`,
			);
		if (target.type === 'folder' && Number(target.id) === 0)
			return misconfigured(
				'Targets cannot be used: Box does not allow a webhook on All Files (folder 0). Choose the folders in it; each includes its subfolders.',
			);
		targets.set(nameOf(target), target);
	}
	if (targets.size === 0)
		return misconfigured(
			'The node has nothing to monitor: no target is chosen. Choose at least one file or folder.',
		);
	if (targets.size > MOST_TARGETS)
		return misconfigured(
			`Targets cannot be used: there are ${targets.size}, and Box allows ${MOST_TARGETS} webhooks per app and user. Choose parent folders; each includes its subfolders.`,
		);
	return ok([...targets.values()]);
}

/** Reads the triggers from a list, or from a text with commas. */
export function readTriggers(given: unknown): Result<string[]> {
	const names = readList(given);
	if (names.length === 0)
		return misconfigured(
			'The node has nothing to emit: no trigger is chosen. Choose at least one.',
		);
	return ok([...new Set(names)].sort());
}

/** Returns a sentence about the first trigger that Box would reject for one of the targets. */
export function unsupportedTrigger(
	targets: readonly Target[],
	triggers: readonly string[],
): string | undefined {
	for (const trigger of triggers) {
		const allowed = findTrigger(trigger)?.targets ?? TARGET_TYPES;
		const target = targets.find(({ type }) => !allowed.includes(type));
		if (target !== undefined)
			return `The trigger ${trigger} cannot be used for ${nameOf(target)}: Box offers it for a ${allowed[0]} only. Remove the trigger or the target, or use a separate node for ${target.type}s.`;
	}
	return undefined;
}

/** Whether a webhook can monitor objects of a type. */
export function isTargetType(value: unknown): value is TargetType {
	return TARGET_TYPES.includes(value as TargetType);
}

function readTarget(text: string, fallback: TargetType): Target | undefined {
	if (ID.test(text)) return { type: fallback, id: text };
	const [, type, id] = TYPED_ID.exec(text) ?? URL_OF_ITEM.exec(text) ?? [];
	return id === undefined ? undefined : { type: type.toLowerCase() as TargetType, id };
}

/** Returns the entries of texts, lists, locators (`value`), rows (`target`) and Box objects (`type`, `id`). */
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
