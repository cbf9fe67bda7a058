import { isObject } from '../core/json';
import { isoSecond } from '../core/dates';
import { isInStream } from './catchUp/streamEvents';

/** The parts of an event that determine which state it reports. */
export interface ReportedState {
	trigger: string;
	object: Record<string, unknown> & { type: string };
	/** When Box says that the event happened, in epoch milliseconds. Undefined if it does not say. */
	at: number | undefined;
	/** Id of the user who caused the event. */
	actor: string | undefined;
}

/** Triggers that happen only once to an object. */
const ONCE: ReadonlyMap<string, { type: string; state: string }> = new Map([
	['COLLABORATION.CREATED', { type: 'collaboration', state: 'created' }],
	['COLLABORATION.REMOVED', { type: 'collaboration', state: 'gone' }],
	['COMMENT.CREATED', { type: 'comment', state: 'created' }],
	['COMMENT.DELETED', { type: 'comment', state: 'gone' }],
	['FOLDER.CREATED', { type: 'folder', state: 'created' }],
	['TASK_ASSIGNMENT.CREATED', { type: 'task_assignment', state: 'created' }],
]);

/**
 * Triggers that change `sequence_id`, "the most recent user event applied to this item"
 * (https://developer.box.com/reference/resources/file).
 */
const COUNTED = /^(FILE|FOLDER)\.(RENAMED|MOVED|RESTORED)$/;

/** Triggers whose state contains the user, because two users can download or preview an item in one second. */
const BY_PERSON = /^(FILE|FOLDER)\.(DOWNLOADED|PREVIEWED)$/;

/**
 * Returns the state of an object after an event. A webhook and a stream report the same state of one event, but with
 * different ids. Box signs the whole body of a webhook, so the trigger can be part of the state. The state is identified by:
 *
 * - the version of an upload, because a stream's event and a delivery may show the file at different times
 * - the counter `sequence_id` of an item that was renamed, moved or restored
 * - `created` or `gone` of a folder, comment, collaboration or task, because each happens once
 * - otherwise the time of the event, in seconds: Box sends no counter (trash), or the act may not raise it (lock, copy, link)
 *
 * @returns undefined if no stream has the trigger, or if the event contains none of these
 */
export function stateRevisionOf({ trigger, object, at, actor }: ReportedState): string | undefined {
	if (!isInStream(trigger)) return undefined;
	const counted = countedState({ trigger, object });
	if (counted !== undefined || at === undefined) return counted;
	const person = BY_PERSON.test(trigger) ? `${actor ?? ''}:` : '';
	return `at:${isoSecond(at)}:${person}${trigger}`;
}

/** Returns the state of an object after an event, or undefined if only a time can identify that state. */
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

/** Whether a value is a number as Box writes it: a text of digits. */
function isNumber(value: unknown): value is string {
	return typeof value === 'string' && /^\d{1,20}$/.test(value);
}
