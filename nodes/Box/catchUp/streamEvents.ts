/** A stream of Box's events: that of the credential's user, or that of its enterprise. */
export type Stream = 'user' | 'enterprise';

/**
 * How certainly an event of a stream reports the same as a trigger. Box publishes a list of triggers and lists of event
 * types, but does not document which of them belong together.
 *
 * - `same`: both descriptions name the same action
 * - `close`: the names agree, and one description is narrower or missing
 */
type Certainty = 'same' | 'close';

/** The stream events that report the same as one trigger. */
interface StreamRow {
	trigger: string;
	/** Event types in the stream of a user. Empty if it has none. */
	user: readonly string[];
	/** Event types that name the object, in the streams of an enterprise. Empty if they have no such type. */
	enterprise: readonly string[];
	certainty: Certainty;
	/** Whether the stream of a user has the event only for the owner of the item. */
	isForOwner?: true;
}

/**
 * The triggers that a stream has (https://developer.box.com/guides/events/user-events/for-user and
 * …/enterprise-events/for-enterprise; our interpretation is in docs/box.md). A trigger is missing if the two
 * pages list no event for it, as for permanent deletions and Doc Gen. It is also missing if its events do not name the
 * changed object, or name it only in `additional_details`, as for sign requests
 * (https://developer.box.com/guides/events/event-triggers/sign-events).
 */
// prettier-ignore
const ROWS: ReadonlyArray<[string, string[], string[], Certainty, true?]> = [
	['COLLABORATION.CREATED', ['COLLAB_INVITE_COLLABORATOR', 'COLLAB_ADD_COLLABORATOR'], [], 'close'],
	['COLLABORATION.REMOVED', ['COLLAB_REMOVE_COLLABORATOR'], [], 'same'],
	['COLLABORATION.UPDATED', ['COLLAB_ROLE_CHANGE'], [], 'close'],
	['COMMENT.CREATED', ['COMMENT_CREATE'], [], 'same'],
	['COMMENT.DELETED', ['COMMENT_DELETE'], [], 'same'],
	['FILE.COPIED', ['ITEM_COPY'], ['COPY'], 'same'],
	['FILE.DOWNLOADED', ['ITEM_DOWNLOAD'], ['DOWNLOAD'], 'same', true],
	['FILE.LOCKED', ['LOCK_CREATE'], ['LOCK'], 'same'],
	['FILE.MOVED', ['ITEM_MOVE'], ['MOVE'], 'same'],
	['FILE.PREVIEWED', ['ITEM_PREVIEW'], ['PREVIEW'], 'same', true],
	['FILE.RENAMED', ['ITEM_RENAME'], ['RENAME'], 'same'],
	['FILE.RESTORED', ['ITEM_UNDELETE_VIA_TRASH'], ['UNDELETE'], 'same'],
	['FILE.TRASHED', ['ITEM_TRASH'], ['DELETE'], 'same'],
	['FILE.UNLOCKED', ['LOCK_DESTROY'], ['UNLOCK'], 'same'],
	['FILE.UPLOADED', ['ITEM_UPLOAD', 'ITEM_CREATE', 'ITEM_MOVE'], ['UPLOAD', 'EDIT', 'MOVE'], 'close'],
	['FOLDER.COPIED', ['ITEM_COPY'], ['COPY'], 'same'],
	['FOLDER.CREATED', ['ITEM_CREATE', 'ITEM_UPLOAD'], ['UPLOAD'], 'close'],
	['FOLDER.DOWNLOADED', ['ITEM_DOWNLOAD'], ['DOWNLOAD'], 'close', true],
	['FOLDER.MOVED', ['ITEM_MOVE'], ['MOVE'], 'same'],
	['FOLDER.RENAMED', ['ITEM_RENAME'], ['RENAME'], 'same'],
	['FOLDER.RESTORED', ['ITEM_UNDELETE_VIA_TRASH'], ['UNDELETE'], 'same'],
	['FOLDER.TRASHED', ['ITEM_TRASH'], ['DELETE'], 'same'],
	['METADATA_INSTANCE.CREATED', [], ['METADATA_INSTANCE_CREATE'], 'same'],
	['METADATA_INSTANCE.DELETED', [], ['METADATA_INSTANCE_DELETE'], 'same'],
	['METADATA_INSTANCE.UPDATED', [], ['METADATA_INSTANCE_UPDATE'], 'same'],
	['SHARED_LINK.CREATED', ['ITEM_SHARED_CREATE'], ['SHARE'], 'same'],
	['SHARED_LINK.DELETED', ['ITEM_SHARED_UNSHARE'], ['UNSHARE'], 'same'],
	['SHARED_LINK.UPDATED', [], ['ITEM_SHARED_UPDATE'], 'close'],
	['TASK_ASSIGNMENT.CREATED', ['TASK_ASSIGNMENT_CREATE'], [], 'close'],
];

export const STREAM_ROWS: readonly StreamRow[] = ROWS.map(
	([trigger, user, enterprise, certainty, isForOwner]) => ({
		...{ trigger, user, enterprise, certainty },
		...(isForOwner && { isForOwner }),
	}),
);

const BY_TRIGGER = new Map(STREAM_ROWS.map((row) => [row.trigger, row]));

/** Returns whether a stream has the events of a trigger, so that catch-up can find those that no webhook delivered. */
export function isInStream(trigger: string): boolean {
	return BY_TRIGGER.has(trigger);
}

/**
 * Returns the stream from which catch-up reads a trigger. Each trigger is read from one stream only, because the two
 * name an event differently. The stream of the user comes first: it has the counters by which an event is recognized.
 *
 * @param hasEnterprise whether the credential may read the events of its enterprise
 * @returns undefined if the credential cannot read a stream that has the trigger
 */
export function streamOf(trigger: string, hasEnterprise: boolean): Stream | undefined {
	const row = BY_TRIGGER.get(trigger);
	if (row === undefined) return undefined;
	const isEnterprises = row.user.length === 0 || row.isForOwner === true;
	if (hasEnterprise && isEnterprises && row.enterprise.length > 0) return 'enterprise';
	return row.user.length > 0 ? 'user' : undefined;
}

/** Returns the chosen triggers that catch-up reads from a stream. */
export function triggersIn(
	stream: Stream,
	triggers: readonly string[],
	hasEnterprise: boolean,
): string[] {
	return triggers.filter((trigger) => streamOf(trigger, hasEnterprise) === stream);
}

/** Returns the chosen triggers that the history of an enterprise has. */
export function triggersInHistory(triggers: readonly string[]): string[] {
	return triggers.filter((trigger) => (BY_TRIGGER.get(trigger)?.enterprise.length ?? 0) > 0);
}

/** Event types that the `stream_type` `all` has, and `changes` lacks (the page of user events above). */
const ONLY_IN_ALL = /^(COMMENT_|ITEM_DOWNLOAD$|ITEM_PREVIEW$|ITEM_SHARED|TASK_)/;

/**
 * Returns the `stream_type` that has the events of some triggers. For a user it is `changes` if that suffices, because it
 * has far fewer events than `all`.
 */
export function streamTypeOf(stream: Stream, triggers: readonly string[]): string {
	if (stream === 'enterprise') return 'admin_logs_streaming';
	const needsAll = eventTypesOf('user', triggers).some((type) => ONLY_IN_ALL.test(type));
	return needsAll ? 'all' : 'changes';
}

/** Returns the event types of a stream that report the same as the given triggers. */
export function eventTypesOf(stream: Stream, triggers: readonly string[]): string[] {
	return [...new Set(triggers.flatMap((trigger) => BY_TRIGGER.get(trigger)?.[stream] ?? []))];
}

/**
 * Returns the triggers, out of the given ones, that an event corresponds to.
 *
 * @param itemType type of its object. A trigger such as `FILE.RENAMED` is about files only
 */
export function triggersOf(
	stream: Stream,
	eventType: string,
	itemType: string,
	triggers: readonly string[],
): string[] {
	const isOther = (trigger: string) =>
		(trigger.startsWith('FILE.') && itemType !== 'file') ||
		(trigger.startsWith('FOLDER.') && itemType !== 'folder');
	return triggers.filter(
		(trigger) => BY_TRIGGER.get(trigger)?.[stream].includes(eventType) && !isOther(trigger),
	);
}
