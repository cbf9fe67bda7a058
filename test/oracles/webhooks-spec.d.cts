/** The part of the oracle that the differential run uses. */
export interface Adapter {
	verify(input: {
		rawBody: Uint8Array;
		headers: ReadonlyArray<readonly [string, string]>;
		secrets: readonly string[];
		requestUrl?: string;
		method?: string;
		now?: Date;
	}): Promise<{ ok: boolean; reason?: { code: string } }>;
}
export const PROVIDERS: readonly string[];
export function getAdapterForScheme(scheme: string): Adapter | undefined;
