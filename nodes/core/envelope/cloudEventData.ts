import { isObject, parseJson } from '../json';
import { decodeUtf8 } from '../text/utf8';

type Json = Record<string, unknown>;

/** The data of a message, and its other members. */
export interface Content {
	/** The data if it is an object. Otherwise an object that holds it as `data`, or as `data_base64` if it is bytes. */
	raw: Json;
	/** All other members of the message. */
	attributes: Json;
}

/**
 * Returns a CloudEvent of version 0.3 as one of version 1.0, and any other object unchanged
 * (https://github.com/cloudevents/spec/blob/v0.3/json-format.md). The official library still writes 0.3 on request.
 */
export function asVersion1(json: Json): Json {
	if (json.specversion !== '0.3') return json;
	const { schemaurl, datacontentencoding: encoding, data, ...others } = json;
	const isEncoded = typeof encoding === 'string' && encoding.toLowerCase() === 'base64';
	const content = isEncoded && typeof data === 'string' ? { data_base64: data } : { data };
	return {
		...{ ...others, specversion: '1.0' },
		...(schemaurl === undefined ? {} : { dataschema: schemaurl }),
		...(data === undefined ? {} : content),
	};
}

/**
 * Returns the data of a CloudEvent in the JSON format. `data_base64` is decoded if `datacontenttype` declares JSON or
 * text (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md#312-payload-deserialization).
 */
export function readCloudEventData({ data, ...others }: Json): Content {
	const { data_base64: base64, ...attributes } = others;
	if (typeof base64 !== 'string' || (data !== undefined && data !== null))
		return { raw: data === undefined ? {} : asObject(data), attributes: others };
	const decoded = decode(base64, attributes.datacontenttype);
	return { raw: decoded === undefined ? { data_base64: base64 } : asObject(decoded), attributes };
}

function asObject(data: unknown): Json {
	return isObject(data) ? data : { data };
}

/** Maximum characters of a media type that are parsed, because a sender can write one of any length. */
const MOST_OF_TYPE = 200;

/**
 * Maximum number of values of a message. Hashing half a million names blocks n8n for three seconds. Shopify's largest
 * product, with 2,048 variants, has about 60,000.
 */
export const MOST_MESSAGE_VALUES = 150_000;

/** Returns undefined if the type declares neither JSON nor text, or the bytes are not of that type. */
function decode(base64: string, type: unknown): unknown {
	const [media] =
		typeof type === 'string' ? type.slice(0, MOST_OF_TYPE).toLowerCase().split(';', 1) : [''];
	const [subtype] = media.trim().split(/[/+]/).slice(-1);
	const isJson = subtype === 'json';
	if (!isJson && subtype !== 'xml' && !media.trimStart().startsWith('text/')) return undefined;
	const bytes = Buffer.from(base64, 'base64');
	const text = bytes.toString('base64') === base64 ? decodeUtf8(bytes) : undefined;
	if (text === undefined || !isJson) return text;
	const parsed = parseJson(text, MOST_MESSAGE_VALUES);
	return parsed.ok ? parsed.value : undefined;
}
