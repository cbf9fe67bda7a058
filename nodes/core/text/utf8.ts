/** Decodes UTF-8, or returns undefined. Replacing invalid bytes would make two texts equal. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
	try {
		return UTF8.decode(bytes);
	} catch {
		return undefined;
	}
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
