import type { NormalizedEvent } from './event';

/**
 * Returns whether an event replaces another one of the same state that was read before it. A vendor can list an object
 * twice, and the later reading has its newest content. However, only a CREATED event reports that the object is new. For
 * example, Box lists the upload of a file and its move to another folder, and both have the same version.
 *
 * @param before the earlier event, if there is one
 */
export function replaces(
	{ eventType }: Pick<NormalizedEvent, 'eventType'>,
	before: Pick<NormalizedEvent, 'eventType'> | undefined,
): boolean {
	return before?.eventType !== 'CREATED' || eventType === 'CREATED';
}
