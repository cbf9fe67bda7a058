import { isObject } from '../core/json';
import { isoSecond } from '../core/dates';
import { isInStream } from './catchUp/streamEvents';

/** What of an event determines the state that it reports. */
export interface ReportedState {
	trigger: string;
	object: Record<string, unknown> & { type: string };
	/** When Box says that the event happened, in epoch milliseconds. Undefined if it does not say. */
	at: number | undefined;
	/** User id of who did it. */
	actor: string | undefined;
}

/** Triggers that happen to a comment or a collaboration once. */
const ONCE: ReadonlyMap<string, { type: string; state: string }> = new Map([
	['COLLABORATION.CREATED', { type: 'collaboration', state: 'created' }],
	['COLLABORATION.REMOVED', { type: 'collaboration', state: 'gone' }],
	['COMMENT.CREATED', { type: 'comment', state: 'created' }],
	['COMMENT.DELETED', { type: 'comment', state: 'gone' }],
	['FOLDER.CREATED', { type: 'folder', state: 'created' }],
	['TASK_ASSIGNMENT.CREATED', { type: 'task_assignment', state: 'created' }],
]);

/** "the most recent user event applied to this item" (https://developer.box.com/reference/resources/file). */
const COUNTED = /^(FILE|FOLDER)\.(RENAMED|MOVED|RESTORED)$/;

/** Each person's download or preview is one, although two may happen in one second. */
const BY_PERSON = /^(FILE|FOLDER)\.(DOWNLOADED|PREVIEWED)$/;

/**
 * Returns the state of an object after an event, which a webhook and a stream report alike although their ids of the
 * event differ. Box signs the whole body of a webhook, so the trigger can be part of it.
 *
 * - an upload by its version: the event of a stream and a delivery may show the file at different times
 * - another name, place or a restored item by the counter `sequence_id`
 * - a new folder, comment, collaboration or task, and their end, by the object's own id
 * - everything else by the second: Box sends no counter (trash), or the act may not raise it (lock, copy, link)
 *
 * @returns undefined if no stream has the trigger
 */
export function stateRevisionOf({ trigger, object, at, actor }: ReportedState): string | undefined {
	if (!isInStream(trigger)) return undefined;
	const counted = countedState({ trigger, object });
	if (counted !== undefined || at === undefined) return counted;
	const person = BY_PERSON.test(trigger) ? `${actor ?? ''}:` : '';
	return `at:${isoSecond(at)}:${person}${trigger}`;
}

/** Returns the state of an object after an event if a number or an id of Box identifies it, and not a time. */
export function countedState({
	trigger,
	object,
}: Pick<ReportedState, 'trigger' | 'object'>): string | undefined {
	const once = ONCE.get(trigger);
	if (once?.type === object.type) return once.state;
	const version = isObject(object.file_version) ? object.file_version.id : undefined;
	if (trigger === 'FILE.UPLOADED' && isNumber(version)) return `version:${version}`;
	if (COUNTED.test(trigger) && isNumber(object.sequence_id))
		return `seq:${object.sequence_id}:${trigger}`;
	return undefined;
}

/** Whether a value is one of Box's numbers, which it writes as texts. */
function isNumber(value: unknown): value is string {
	return typeof value === 'string' && /^\d{1,20}$/.test(value);
}
