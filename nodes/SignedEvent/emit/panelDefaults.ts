import type { SignatureScheme } from '../../core/envelope/verifySignedEvent';

/** The versions of the node Signed Event. A workflow keeps the version that it was made with. */
export const VERSIONS = [2, 1] as const;

/** The defaults that differ between versions. */
export interface PanelDefaults {
	envelope: 'cloudElements' | 'event';
	signature: SignatureScheme[];
}

/**
 * Returns the defaults of a version. n8n does not store a value that equals its default, so a version's defaults must
 * never change: a workflow would begin to send another body with another signature.
 *
 * @param version the `typeVersion` of a node
 */
export function panelDefaults(version: number): PanelDefaults {
	return version < 2
		? { envelope: 'cloudElements', signature: ['cloudElements'] }
		: { envelope: 'event', signature: ['standardWebhooks'] };
}
