import { shownText } from '../../core/text/shownText';

/** A longer part of a path may be a secret that gives access, as in the URLs of chat services. */
const LONGEST_SHOWN_PART = 20;

/** Maximum number of characters of a path. */
const LONGEST_SHOWN_PATH = 200;

/** Returns the host and the path of a URL for an error that a person reads, without a query and long parts of the path. */
export function shownUrl(url: string): string {
	const { host, pathname } = new URL(url);
	return host + (pathname === '/' ? '' : shownPath(pathname));
}

/** Does the same for a text that is not a URL. What is before an `@` may be a user and a password. */
export function shownAddress(text: string): string {
	const [address] = text.split(/[?#]/, 1);
	return shownPath(address.slice(address.lastIndexOf('@') + 1));
}

function shownPath(path: string): string {
	const parts = path.split('/').map((part) => (part.length > LONGEST_SHOWN_PART ? '…' : part));
	return shownText(parts.join('/'), LONGEST_SHOWN_PATH);
}
