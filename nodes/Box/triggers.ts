import type { EventType } from '../core/event';
import { streamOf } from './catchUp/streamEvents';

/** What a webhook can monitor. */
export const TARGET_TYPES = ['file', 'folder'] as const;
export type TargetType = (typeof TARGET_TYPES)[number];

const BOTH = TARGET_TYPES;
const FILE: readonly TargetType[] = ['file'];
const FOLDER: readonly TargetType[] = ['folder'];

/** One row of Box's list of triggers. */
export interface Trigger {
	trigger: string;
	targets: readonly TargetType[];
	/** Box's type of the object that `eventType` describes; `item` is a file or a folder. */
	object: string;
	eventType: EventType;
	description: string;
}

/**
 * All triggers for files and folders (https://developer.box.com/guides/webhooks/triggers, read 2026-02-16).
 * Box's OpenAPI has other names for three of SIGN_REQUEST and lacks DOCGEN.
 *
 * UPDATED includes changes of metadata, links and sign requests that belong to the object. UNKNOWN is for triggers that
 * do not change the object, such as a download. It is also for triggers with two objects (a copy and its original), if
 * Box does not document which one it sends.
 */
// prettier-ignore
const ROWS = [
	['COLLABORATION.ACCEPTED', FOLDER, 'collaboration', 'UPDATED', 'A user accepts an invitation to collaborate'],
	['COLLABORATION.CREATED', FOLDER, 'collaboration', 'CREATED', 'A user is invited to collaborate'],
	['COLLABORATION.REJECTED', FOLDER, 'collaboration', 'UPDATED', 'A user declines an invitation to collaborate'],
	['COLLABORATION.REMOVED', FOLDER, 'collaboration', 'DELETED', 'A collaboration ends'],
	['COLLABORATION.UPDATED', FOLDER, 'collaboration', 'UPDATED', 'A collaboration changes, such as its role'],
	['COMMENT.CREATED', BOTH, 'comment', 'CREATED', 'A comment is written'],
	['COMMENT.DELETED', BOTH, 'comment', 'DELETED', 'A comment is removed'],
	['COMMENT.UPDATED', BOTH, 'comment', 'UPDATED', 'A comment is edited'],
	['DOCGEN_DOCUMENT_GENERATION_FAILED', FILE, 'item', 'UNKNOWN', 'Doc Gen fails to create a document from the template'],
	['DOCGEN_DOCUMENT_GENERATION_STARTED', FILE, 'item', 'UNKNOWN', 'Doc Gen starts to create a document from the template'],
	['DOCGEN_DOCUMENT_GENERATION_SUCCEEDED', FILE, 'item', 'UNKNOWN', 'Doc Gen creates a document from the template'],
	['FILE.COPIED', BOTH, 'file', 'UNKNOWN', 'A file is copied'],
	['FILE.DELETED', BOTH, 'file', 'DELETED', 'A file is deleted permanently'],
	['FILE.DOWNLOADED', BOTH, 'file', 'UNKNOWN', 'A file is downloaded'],
	['FILE.LOCKED', BOTH, 'file', 'UPDATED', 'A file is locked'],
	['FILE.MOVED', BOTH, 'file', 'UPDATED', 'A file is moved to another folder'],
	['FILE.PREVIEWED', BOTH, 'file', 'UNKNOWN', 'A file is previewed'],
	['FILE.RENAMED', BOTH, 'file', 'UPDATED', 'A file is renamed'],
	['FILE.RESTORED', BOTH, 'file', 'UPDATED', 'A file is restored from the trash'],
	['FILE.TRASHED', BOTH, 'file', 'DELETED', 'A file is moved to the trash'],
	['FILE.UNLOCKED', BOTH, 'file', 'UPDATED', 'A file is unlocked'],
	['FILE.UPLOADED', FOLDER, 'file', 'CREATED', 'A file is uploaded or moved into the folder'],
	['FOLDER.COPIED', FOLDER, 'folder', 'UNKNOWN', 'A folder is copied'],
	['FOLDER.CREATED', FOLDER, 'folder', 'CREATED', 'A folder is created'],
	['FOLDER.DELETED', FOLDER, 'folder', 'DELETED', 'A folder is deleted permanently'],
	['FOLDER.DOWNLOADED', FOLDER, 'folder', 'UNKNOWN', 'A folder is downloaded'],
	['FOLDER.MOVED', FOLDER, 'folder', 'UPDATED', 'A folder is moved to another folder'],
	['FOLDER.RENAMED', FOLDER, 'folder', 'UPDATED', 'A folder is renamed'],
	['FOLDER.RESTORED', FOLDER, 'folder', 'UPDATED', 'A folder is restored from the trash'],
	['FOLDER.TRASHED', FOLDER, 'folder', 'DELETED', 'A folder is moved to the trash'],
	['METADATA_INSTANCE.CREATED', BOTH, 'item', 'UPDATED', 'Metadata is added to a file or folder'],
	['METADATA_INSTANCE.DELETED', BOTH, 'item', 'UPDATED', 'Metadata is removed from a file or folder'],
	['METADATA_INSTANCE.UPDATED', BOTH, 'item', 'UPDATED', 'Metadata of a file or folder changes'],
	['SHARED_LINK.CREATED', BOTH, 'item', 'UPDATED', 'A file or folder gets a shared link'],
	['SHARED_LINK.DELETED', BOTH, 'item', 'UPDATED', 'A file or folder loses its shared link'],
	['SHARED_LINK.UPDATED', BOTH, 'item', 'UPDATED', 'A shared link changes'],
	['SIGN_REQUEST.COMPLETED', BOTH, 'item', 'UPDATED', 'All signers have signed a document'],
	['SIGN_REQUEST.DECLINED', BOTH, 'item', 'UPDATED', 'A signer declines to sign'],
	['SIGN_REQUEST.ERROR_FINALIZING', BOTH, 'item', 'UPDATED', 'A signed document could not be completed'],
	['SIGN_REQUEST.EXPIRED', BOTH, 'item', 'UPDATED', 'A request to sign expires'],
	['SIGN_REQUEST.SIGNATURE_REQUESTED', BOTH, 'item', 'UPDATED', 'A signer is asked to sign'],
	['SIGN_REQUEST.SIGNER_EMAIL_BOUNCED', BOTH, 'item', 'UPDATED', 'An email to a signer bounces'],
	['SIGN_REQUEST.SIGNER_SIGNED', BOTH, 'item', 'UPDATED', 'A signer signs a document'],
	['TASK_ASSIGNMENT.CREATED', BOTH, 'task_assignment', 'CREATED', 'A user is assigned a task'],
	['TASK_ASSIGNMENT.UPDATED', BOTH, 'task_assignment', 'UPDATED', 'A task assignment changes'],
] as const;

export const TRIGGERS: readonly Trigger[] = ROWS.map(
	([trigger, targets, object, eventType, description]) => ({
		trigger,
		targets,
		object,
		eventType,
		description,
	}),
);

/** Names in Box's OpenAPI that differ from its guides (docs/facts/vendors.md 3.3). */
const ALIASES: ReadonlyMap<string, string> = new Map([
	['SIGN_REQUEST.SIGN_SIGNER_SIGNED', 'SIGN_REQUEST.SIGNER_SIGNED'],
	['SIGN_REQUEST.SIGN_DOCUMENT_CREATED', 'SIGN_REQUEST.SIGNATURE_REQUESTED'],
	['SIGN_REQUEST.SIGN_ERROR_FINALIZING', 'SIGN_REQUEST.ERROR_FINALIZING'],
]);

/** Whether two names belong to one trigger. */
export function isSameTrigger(left: string, right: string): boolean {
	return (ALIASES.get(left) ?? left) === (ALIASES.get(right) ?? right);
}

const BY_NAME = new Map(TRIGGERS.map((row) => [row.trigger, row]));

/** Returns the row of a trigger, or undefined for one that Box added later. */
export function findTrigger(trigger: string): Trigger | undefined {
	return BY_NAME.get(ALIASES.get(trigger) ?? trigger);
}

/** The triggers as the panel offers them. */
export const TRIGGER_OPTIONS = TRIGGERS.map(({ trigger, targets, description }) => {
	const only = targets.length === 1 ? ` (${targets[0]} targets only)` : '';
	// Without a period at the end of a single sentence, as n8n writes descriptions.
	return {
		name: titleOf(trigger),
		value: trigger,
		description: `${description}${only}${noteOf(trigger)}`,
	};
});

/** Returns the panel's note for a trigger that catch-up does not find, or finds only with some credentials. */
function noteOf(trigger: string): string {
	const [user, enterprise] = [streamOf(trigger, false), streamOf(trigger, true)];
	if (enterprise === undefined) return '. No catch-up.';
	if (user === undefined) return '. Catch-up only with enterprise events.';
	return enterprise === user
		? ''
		: '. Without enterprise events, catch-up covers only items the user owns.';
}

/** Returns `File Uploaded` for `FILE.UPLOADED`. */
function titleOf(trigger: string): string {
	return trigger
		.split(/[._]/)
		.map((word) => word[0] + word.slice(1).toLowerCase())
		.join(' ');
}
