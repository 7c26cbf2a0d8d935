pragma Singleton

import QtQuick

// The words of the window by code, in both languages.
QtObject {
    property var zh: ({})
    property var en: ({})
}
