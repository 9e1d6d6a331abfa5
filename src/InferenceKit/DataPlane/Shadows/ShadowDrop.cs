namespace InferenceKit;

/// <summary>Why a shadow did not see a row that was meant for it.</summary>
public enum ShadowDrop
{
    /// <summary>Too many rows waited for it: <see cref="ShadowOptions.MaxQueuedRows"/>.</summary>
    QueueFull,
    /// <summary>Too many bytes waited for it: <see cref="ShadowOptions.MaxQueuedBytes"/>.</summary>
    TooManyBytes,
    /// <summary>The row waited longer than <see cref="ShadowOptions.Timeout"/>.</summary>
    TooLate,
    /// <summary>The shadow was not in service, or no longer.</summary>
    NotReady,
    /// <summary>The row's inputs do not suit the shadow's signature.</summary>
    Unsuited,
}
