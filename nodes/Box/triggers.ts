import type { EventType } from '../core/event';

/** What Box watches. */
export const TARGET_TYPES = ['file', 'folder'] as const;
export type TargetType = (typeof TARGET_TYPES)[number];

const BOTH = TARGET_TYPES;
const FILE: readonly TargetType[] = ['file'];
const FOLDER: readonly TargetType[] = ['folder'];

/** One row of Box's list of triggers. */
export interface Trigger {
	trigger: string;
	/** What Box lets a webhook with this trigger watch. */
	targets: readonly TargetType[];
	/** Type of the object that `eventType` speaks of, as Box names it; `item` is a file or a folder. */
	object: string;
	eventType: EventType;
	says: string;
}

/**
 * All that https://developer.box.com/guides/webhooks/triggers lists for files or folders (read
 * 2026-02-16; Box's OpenAPI names three of SIGN_REQUEST otherwise and lacks DOCGEN).
 *
 * UPDATED is also what changed something that hangs on the object: its metadata, links, requests to
 * sign. UNKNOWN is what changed nothing of it (somebody read it), or where Box does not say which of
 * two objects it names (a copy and its original).
 */
export const TRIGGERS: readonly Trigger[] = (
	[
		[
			'COLLABORATION.ACCEPTED',
			FOLDER,
			'collaboration',
			'UPDATED',
			'Somebody accepts to collaborate',
		],
		[
			'COLLABORATION.CREATED',
			FOLDER,
			'collaboration',
			'CREATED',
			'Somebody is invited to collaborate',
		],
		[
			'COLLABORATION.REJECTED',
			FOLDER,
			'collaboration',
			'UPDATED',
			'Somebody declines to collaborate',
		],
		['COLLABORATION.REMOVED', FOLDER, 'collaboration', 'DELETED', 'A collaboration ends'],
		[
			'COLLABORATION.UPDATED',
			FOLDER,
			'collaboration',
			'UPDATED',
			'A collaboration changes, such as its role',
		],
		['COMMENT.CREATED', BOTH, 'comment', 'CREATED', 'A comment is written'],
		['COMMENT.DELETED', BOTH, 'comment', 'DELETED', 'A comment is removed'],
		['COMMENT.UPDATED', BOTH, 'comment', 'UPDATED', 'A comment is edited'],
		[
			'DOCGEN_DOCUMENT_GENERATION_FAILED',
			FILE,
			'item',
			'UNKNOWN',
			'Doc Gen could not make a document of the template',
		],
		[
			'DOCGEN_DOCUMENT_GENERATION_STARTED',
			FILE,
			'item',
			'UNKNOWN',
			'Doc Gen begins to make a document of the template',
		],
		[
			'DOCGEN_DOCUMENT_GENERATION_SUCCEEDED',
			FILE,
			'item',
			'UNKNOWN',
			'Doc Gen has made a document of the template',
		],
		['FILE.COPIED', BOTH, 'file', 'UNKNOWN', 'A file is copied'],
		['FILE.DELETED', BOTH, 'file', 'DELETED', 'A file is deleted for good'],
		['FILE.DOWNLOADED', BOTH, 'file', 'UNKNOWN', 'A file is downloaded'],
		['FILE.LOCKED', BOTH, 'file', 'UPDATED', 'A file is locked'],
		['FILE.MOVED', BOTH, 'file', 'UPDATED', 'A file is moved to another folder'],
		['FILE.PREVIEWED', BOTH, 'file', 'UNKNOWN', 'A file is looked at'],
		['FILE.RENAMED', BOTH, 'file', 'UPDATED', 'A file gets another name'],
		['FILE.RESTORED', BOTH, 'file', 'UPDATED', 'A file comes back from the trash'],
		['FILE.TRASHED', BOTH, 'file', 'DELETED', 'A file is moved to the trash'],
		['FILE.UNLOCKED', BOTH, 'file', 'UPDATED', 'A file is unlocked'],
		['FILE.UPLOADED', FOLDER, 'file', 'CREATED', 'A file is uploaded or moved into the folder'],
		['FOLDER.COPIED', FOLDER, 'folder', 'UNKNOWN', 'A folder is copied'],
		['FOLDER.CREATED', FOLDER, 'folder', 'CREATED', 'A folder is created'],
		['FOLDER.DELETED', FOLDER, 'folder', 'DELETED', 'A folder is deleted for good'],
		['FOLDER.DOWNLOADED', FOLDER, 'folder', 'UNKNOWN', 'A folder is downloaded'],
		['FOLDER.MOVED', FOLDER, 'folder', 'UPDATED', 'A folder is moved to another folder'],
		['FOLDER.RENAMED', FOLDER, 'folder', 'UPDATED', 'A folder gets another name'],
		['FOLDER.RESTORED', FOLDER, 'folder', 'UPDATED', 'A folder comes back from the trash'],
		['FOLDER.TRASHED', FOLDER, 'folder', 'DELETED', 'A folder is moved to the trash'],
		[
			'METADATA_INSTANCE.CREATED',
			BOTH,
			'item',
			'UPDATED',
			'Metadata is attached to a file or folder',
		],
		[
			'METADATA_INSTANCE.DELETED',
			BOTH,
			'item',
			'UPDATED',
			'Metadata is taken off a file or folder',
		],
		['METADATA_INSTANCE.UPDATED', BOTH, 'item', 'UPDATED', 'Metadata of a file or folder changes'],
		['SHARED_LINK.CREATED', BOTH, 'item', 'UPDATED', 'A file or folder gets a shared link'],
		['SHARED_LINK.DELETED', BOTH, 'item', 'UPDATED', 'A file or folder loses its shared link'],
		['SHARED_LINK.UPDATED', BOTH, 'item', 'UPDATED', 'A shared link changes'],
		['SIGN_REQUEST.COMPLETED', BOTH, 'item', 'UPDATED', 'A document is signed by all'],
		['SIGN_REQUEST.DECLINED', BOTH, 'item', 'UPDATED', 'Somebody declines to sign'],
		[
			'SIGN_REQUEST.ERROR_FINALIZING',
			BOTH,
			'item',
			'UPDATED',
			'A signed document could not be completed',
		],
		['SIGN_REQUEST.EXPIRED', BOTH, 'item', 'UPDATED', 'A request to sign expires'],
		['SIGN_REQUEST.SIGNATURE_REQUESTED', BOTH, 'item', 'UPDATED', 'Somebody is asked to sign'],
		['SIGN_REQUEST.SIGNER_EMAIL_BOUNCED', BOTH, 'item', 'UPDATED', "A signer's e-mail comes back"],
		['SIGN_REQUEST.SIGNER_SIGNED', BOTH, 'item', 'UPDATED', 'One of the signers has signed'],
		['TASK_ASSIGNMENT.CREATED', BOTH, 'task_assignment', 'CREATED', 'Somebody is given a task'],
		[
			'TASK_ASSIGNMENT.UPDATED',
			BOTH,
			'task_assignment',
			'UPDATED',
			'A task given to somebody changes',
		],
	] as const
).map(([trigger, targets, object, eventType, says]) => ({
	trigger,
	targets,
	object,
	eventType,
	says,
}));

/** Names in Box's OpenAPI of what its guides call otherwise (docs/facts/vendors.md 3.3). */
const ALIASES: ReadonlyMap<string, string> = new Map([
	['SIGN_REQUEST.SIGN_SIGNER_SIGNED', 'SIGN_REQUEST.SIGNER_SIGNED'],
	['SIGN_REQUEST.SIGN_DOCUMENT_CREATED', 'SIGN_REQUEST.SIGNATURE_REQUESTED'],
	['SIGN_REQUEST.SIGN_ERROR_FINALIZING', 'SIGN_REQUEST.ERROR_FINALIZING'],
]);

/** Whether two names mean one trigger. */
export function isSameTrigger(left: string, right: string): boolean {
	return (ALIASES.get(left) ?? left) === (ALIASES.get(right) ?? right);
}

const BY_NAME = new Map(TRIGGERS.map((row) => [row.trigger, row]));

/** The row of a trigger; undefined for one that Box has added since. */
export function findTrigger(trigger: string): Trigger | undefined {
	return BY_NAME.get(ALIASES.get(trigger) ?? trigger);
}

/** The triggers as the panel offers them. */
export const TRIGGER_OPTIONS = TRIGGERS.map(({ trigger, targets, says }) => ({
	name: titleOf(trigger),
	value: trigger,
	description: targets.length === 1 ? `${says} (only for a ${targets[0]})` : says,
}));

/** `FILE.UPLOADED` as `File Uploaded`. */
function titleOf(trigger: string): string {
	return trigger
		.split(/[._]/)
		.map((word) => word[0] + word.slice(1).toLowerCase())
		.join(' ');
}
