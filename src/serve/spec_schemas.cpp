// The schemas of the API's description.
#include "serve/spec.h"

namespace nmt {

const std::string_view kSpecSchemas = R"json(
  "components": {
    "responses": {
      "Error": {
        "description": "What is wrong.",
        "content": {
          "application/json": {
            "schema": {
              "type": "object",
              "required": ["error"],
              "properties": {"error": {"type": "string", "minLength": 1}}
            }
          }
        }
      },
      "Busy": {
        "description": "One request too many in this minute.",
        "headers": {"Retry-After": {"description": "Seconds until the next.", "schema": {"type": "integer", "minimum": 1}}},
        "content": {
          "application/json": {
            "schema": {
              "type": "object",
              "required": ["error"],
              "properties": {"error": {"type": "string", "minLength": 1}}
            }
          }
        }
      }
    },
    "schemas": {
      "ApiKey": {"type": "string", "description": "Where the server was given keys."},
      "Source": {
        "type": "string", "example": "en",
        "description": "The language of the text, or auto where the server shall find out. It may be left out where the server has one model."
      },
      "Target": {
        "type": "string", "example": "tr",
        "description": "The language to translate into. It may be left out where the server has one model."
      },
      "ApiKey": {
        "type": "string", "nullable": true,
        "description": "Where the server asks for one; it may stand in the query, too."
      },
      "Format": {
        "type": "string", "nullable": true, "enum": ["text", "html", null], "default": "text"
      },
      "TextOrTexts": {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
      "TranslateForm": {
        "type": "object",
        "required": ["q"],
        "properties": {
          "q": {"type": "string", "example": "Good morning."},
          "api_key": {"$ref": "#/components/schemas/ApiKey"},
          "source": {"$ref": "#/components/schemas/Source"},
          "target": {"$ref": "#/components/schemas/Target"},
          "format": {"$ref": "#/components/schemas/Format"},
          "api_key": {"$ref": "#/components/schemas/ApiKey"},
          "alternatives": {"type": "integer", "minimum": 0}
        }
      },
      "TranslateRequest": {
        "type": "object",
        "required": ["q"],
        "properties": {
          "q": {"$ref": "#/components/schemas/TextOrTexts"},
          "api_key": {"$ref": "#/components/schemas/ApiKey"},
          "source": {"$ref": "#/components/schemas/Source"},
          "target": {"$ref": "#/components/schemas/Target"},
          "format": {"$ref": "#/components/schemas/Format"},
          "api_key": {"$ref": "#/components/schemas/ApiKey"},
          "alternatives": {
            "type": "integer", "nullable": true, "minimum": 0,
            "description": "Further translations; /health tells how many there can be."
          },
          "alignment": {"type": "boolean", "nullable": true, "description": "The tokens, and where each looked most."},
          "attention": {"type": "boolean", "nullable": true, "description": "All weights too."}
        }
      },
      "DetectForm": {
        "type": "object", "required": ["q"],
        "properties": {"q": {"type": "string"}, "api_key": {"$ref": "#/components/schemas/ApiKey"}}
      },
      "DetectRequest": {
        "type": "object", "required": ["q"],
        "properties": {
          "q": {"$ref": "#/components/schemas/TextOrTexts"},
          "api_key": {"$ref": "#/components/schemas/ApiKey"}
        }
      },
      "Detected": {
        "type": "object",
        "required": ["confidence", "language"],
        "properties": {
          "confidence": {"type": "number", "minimum": 0, "maximum": 100},
          "language": {"type": "string"}
        }
      },
      "Translation": {
        "type": "object",
        "required": ["translatedText"],
        "description": "Lists where q is a list.",
        "properties": {
          "translatedText": {"$ref": "#/components/schemas/TextOrTexts"},
          "detectedLanguage": {
            "description": "Where source is auto.",
            "oneOf": [
              {"$ref": "#/components/schemas/Detected"},
              {"type": "array", "items": {"$ref": "#/components/schemas/Detected"}}
            ]
          },
          "alternatives": {
            "type": "array",
            "items": {"$ref": "#/components/schemas/TextOrTexts"}
          },
          "pivots": {
            "type": "array", "items": {"type": "string"},
            "description": "The languages that the text went through, where no model translates directly."
          },
          "sentences": {"type": "array", "description": "With alignment or attention."},
          "lines": {"type": "array", "description": "Where the server was started with --alignment or --confidence."},
          "warnings": {"type": "array", "description": "What nmt translate would warn of."}
        }
      },
      "FrontendSettings": {
        "type": "object",
        "required": ["charLimit", "frontendTimeout", "apiKeys", "keyRequired", "suggestions", "filesTranslation", "supportedFilesFormat", "language"],
        "properties": {
          "charLimit": {"type": "integer"},
          "frontendTimeout": {"type": "integer"},
          "apiKeys": {"type": "boolean"},
          "keyRequired": {"type": "boolean"},
          "suggestions": {"type": "boolean"},
          "filesTranslation": {"type": "boolean"},
          "supportedFilesFormat": {"type": "array", "items": {"type": "string"}},
          "language": {
            "type": "object",
            "required": ["source", "target"],
            "properties": {
              "source": {"$ref": "#/components/schemas/NamedLanguage"},
              "target": {"$ref": "#/components/schemas/NamedLanguage"}
            }
          }
        }
      },
      "NamedLanguage": {
        "type": "object",
        "required": ["code", "name"],
        "properties": {"code": {"type": "string"}, "name": {"type": "string"}}
      },
      "ScoreRequest": {
        "type": "object",
        "required": ["source", "target"],
        "properties": {
          "source": {"$ref": "#/components/schemas/TextOrTexts"},
          "target": {"$ref": "#/components/schemas/TextOrTexts"},
          "source_language": {"type": "string", "description": "Needed where the server has several models."},
          "target_language": {"type": "string"},
          "api_key": {"$ref": "#/components/schemas/ApiKey"}
        }
      },
      "Score": {
        "type": "object",
        "required": ["log_probability", "tokens"],
        "properties": {
          "log_probability": {"type": "number"},
          "tokens": {
            "type": "array",
            "items": {
              "type": "object",
              "required": ["token", "log_probability"],
              "properties": {"token": {"type": "string"}, "log_probability": {"type": "number"}}
            }
          },
          "warnings": {"type": "array", "items": {"type": "string"}}
        }
      }
    }
  }
}
)json";

}  // namespace nmt
