/** Why a probe did not arrive as it was sent, or why it could not be sent. The list is closed. */
export const PROBE_CAUSE = {
	/** n8n could not call its own URL. Many networks do not allow that, and vendors can still call it. */
	notCallable: 'not_callable',
	/** Another process of this n8n responds, as in queue mode. */
	otherProcess: 'other_process',
	/** The vendor's deliveries arrive, although the probe does not. */
	deliveriesArrive: 'deliveries_arrive',
	/** A server limits requests. */
	limited: 'limited',
	bodyReencoded: 'body_reencoded',
	bodyChanged: 'body_changed',
	bodyCut: 'body_cut',
	bodyLimit: 'body_limit',
	headersDropped: 'headers_dropped',
	redirected: 'redirected',
	/** An n8n responds that it does not serve the URL, and the host is known to lead to this n8n. */
	notListening: 'not_listening',
	/** Another n8n responds. */
	otherN8n: 'other_n8n',
	/** An n8n, or another program made with Express, does not know the path. */
	wrongPath: 'wrong_path',
	/** A proxy cannot reach n8n. */
	gateway: 'gateway',
	/** A tunnel has no connection to this machine. */
	tunnelOffline: 'tunnel_offline',
	/** A server wants a login, or blocks programs. */
	accessDenied: 'access_denied',
	methodRejected: 'method_rejected',
	otherServer: 'other_server',
} as const;
export type ProbeCause = (typeof PROBE_CAUSE)[keyof typeof PROBE_CAUSE];

/** What a probe showed. */
export interface ProbeResult {
	/** `unchecked` is not a fault: the probe could not show anything. */
	state: 'reached' | 'unchecked' | 'failed';
	/** Absent if the probe arrived unchanged. */
	cause?: ProbeCause;
	/** What happened: `A proxy encoded the JSON of the body again.` */
	sentence: string;
	/** What a person does about it. Absent if no step is needed. */
	nextStep?: string;
	/** Milliseconds until the response, if the probe arrived. */
	ms?: number;
}

/** Returns the result of a probe that shows a fault. */
export function failed(cause: ProbeCause, sentence: string, nextStep: string): ProbeResult {
	return { state: 'failed', cause, sentence, nextStep };
}

/** Returns the result of a probe that shows nothing. */
export function unchecked(cause: ProbeCause, sentence: string, nextStep?: string): ProbeResult {
	return { state: 'unchecked', cause, sentence, ...(nextStep !== undefined && { nextStep }) };
}
