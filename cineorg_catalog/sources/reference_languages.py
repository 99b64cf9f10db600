"""Which language a title is in, where IMDb names only the region that it was shown in."""

# Regions of one main language. Those of several (Belgium, Canada, Switzerland, India …) say nothing.
_LANGUAGES = {
    "ar": "AE DZ EG IQ JO KW LB LY MA QA SA SY TN",
    "bg": "BG",
    "cs": "CSHH CZ",
    "da": "DK",
    "de": "AT DDDE DE XWG",
    "el": "GR",
    "en": "AU GB IE NZ US",
    "es": "AR BO CL CO CR CU DO EC ES GT HN MX NI PA PE PY SV UY VE",
    "et": "EE",
    "fa": "IR",
    "fi": "FI",
    "fr": "FR",
    "he": "IL",
    "hr": "HR",
    "hu": "HU",
    "id": "ID",
    "is": "IS",
    "it": "IT",
    "ja": "JP",
    "ko": "KR",
    "lt": "LT",
    "lv": "LV",
    "nl": "NL",
    "no": "NO",
    "pl": "PL",
    "pt": "BR PT",
    "ro": "MD RO",
    "ru": "RU SUHH",
    "sk": "SK",
    "sl": "SI",
    "sr": "RS",
    "sv": "SE",
    "th": "TH",
    "tr": "TR",
    "uk": "UA",
    "vi": "VN",
    "zh": "CN HK TW",
}
_BY_REGION = {region: language for language, regions in _LANGUAGES.items() for region in regions.split()}


def language_of(language: str, region: str) -> str:
    'The language code given, else that of the region where one language goes without saying, else "".'
    return language or _BY_REGION.get(region, "")
